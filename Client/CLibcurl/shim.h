// libcurl for Swift: typed functions in place of its variadic ones, which Swift cannot call.
//
// Each takes exactly the type that libcurl documents for the option, so that a wrong one does not
// compile here instead of reading a wrong register there.

#ifndef CANDOUR_CLIBCURL_SHIM_H
#define CANDOUR_CLIBCURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>

typedef size_t (*candour_curl_sink)(char *bytes, size_t size, size_t count, void *context);
typedef int (*candour_curl_progress)(void *context, curl_off_t download_total,
                                     curl_off_t downloaded, curl_off_t upload_total,
                                     curl_off_t uploaded);

static inline CURLcode candour_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode candour_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text.
static inline CURLcode candour_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

// libcurl keeps the pointer: what it points to must outlive the transfer.
static inline CURLcode candour_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode candour_curl_set_list(CURL *handle, CURLoption option,
                                             struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

// libcurl copies the bytes.
static inline CURLcode candour_curl_set_blob(CURL *handle, CURLoption option, const void *bytes,
                                             size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(handle, option, &blob);
}

// The certificates in PEM are all that is trusted in this transfer: neither the folder, nor the file,
// nor the store of certificates in which libcurl looks by itself.
static inline CURLcode candour_curl_trust_only(CURL *handle, const void *pem, size_t count) {
  CURLcode code = candour_curl_set_blob(handle, CURLOPT_CAINFO_BLOB, pem, count);
  // Below a device there can be no certificate. A null pointer would clear the folder in this
  // version of libcurl and bring the one that it was built with back in later ones.
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_CAPATH, "/dev/null");
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_CAINFO, NULL);
  if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_SSL_OPTIONS, 0L);
  return code;
}

static inline CURLcode candour_curl_set_sink(CURL *handle, CURLoption option,
                                             candour_curl_sink value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode candour_curl_set_progress(CURL *handle, candour_curl_progress value) {
  return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode candour_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

#endif
