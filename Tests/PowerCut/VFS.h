#ifndef CANDOUR_POWER_CUT_VFS_H
#define CANDOUR_POWER_CUT_VFS_H

/// Makes the VFS SQLite's default, once. Files that are open by then keep the one they have.
int power_cut_register(void);

#endif
