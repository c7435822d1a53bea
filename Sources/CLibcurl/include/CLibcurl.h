// libcurl for Swift. It is loaded when the first transfer needs it: with the libraries that it brings it is a
// third of what the start of a command costs, and most commands transfer nothing.
//
// Typed functions take the place of its variadic ones, which Swift cannot call. Each takes exactly the type
// that libcurl documents for the option, so that a wrong one does not compile instead of reading a wrong
// register.

#ifndef CANDOUR_CLIBCURL_H
#define CANDOUR_CLIBCURL_H

#include <curl/curl.h>
#include <stddef.h>

typedef size_t (*candour_curl_sink)(char *bytes, size_t size, size_t count, void *context);
typedef int (*candour_curl_progress)(void *context, curl_off_t download_total,
                                     curl_off_t downloaded, curl_off_t upload_total,
                                     curl_off_t uploaded);

// Loads libcurl and starts it, once in a process; later calls return what the first one did. Nothing else
// of this header may be called before, or after a failure.
//
// Returns null, or why libcurl cannot be used.
const char *candour_curl_load(void);

CURL *candour_curl_make(void);
void candour_curl_reset(CURL *handle);
CURLcode candour_curl_perform(CURL *handle);
void candour_curl_free(CURL *handle);
const char *candour_curl_text(CURLcode code);

// Returns null without memory.
struct curl_slist *candour_curl_append(struct curl_slist *list, const char *line);
void candour_curl_free_list(struct curl_slist *list);

CURLcode candour_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode candour_curl_set_size(CURL *handle, CURLoption option, curl_off_t value);
// libcurl copies the text.
CURLcode candour_curl_set_text(CURL *handle, CURLoption option, const char *value);
// libcurl keeps the pointer: what it points to must outlive the transfer.
CURLcode candour_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode candour_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
// libcurl copies the bytes.
CURLcode candour_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
CURLcode candour_curl_set_sink(CURL *handle, CURLoption option, candour_curl_sink value);
CURLcode candour_curl_set_progress(CURL *handle, candour_curl_progress value);
CURLcode candour_curl_get_long(CURL *handle, CURLINFO info, long *value);

// The certificates in PEM are all that is trusted in this transfer: neither the folder, nor the file,
// nor the store of certificates in which libcurl looks by itself.
CURLcode candour_curl_trust_only(CURL *handle, const void *pem, size_t count);

// No connection is made to an address of this machine or of a private network, whatever name led
// there: the address is judged after it was looked up, at the very call that connects.
CURLcode candour_curl_stay_outside(CURL *handle);

#endif
