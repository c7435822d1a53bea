#pragma once
#include <libpq-fe.h>

/// Fields of an error or notice. Only those that never hold a value of a column.
static inline const char *candour_sqlstate(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}
static inline const char *candour_severity(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
}
static inline const char *candour_table(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_TABLE_NAME);
}
static inline const char *candour_column(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_COLUMN_NAME);
}
static inline const char *candour_constraint(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
}
