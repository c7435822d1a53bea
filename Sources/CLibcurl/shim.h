// libcurl for Swift: typed functions in place of its variadic ones, which Swift cannot call.
//
// Each takes exactly the type that libcurl documents for the option, so that a wrong one does not
// compile here instead of reading a wrong register there.

#ifndef CANDOUR_CLIBCURL_SHIM_H
#define CANDOUR_CLIBCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

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

// Whether an address is of this machine, of its link, or of a network that the internet does not route.
static inline int candour_is_inside(const struct sockaddr *address) {
  unsigned char bytes[16];
  if (address->sa_family == AF_INET) {
    memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
  } else if (address->sa_family == AF_INET6) {
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
    if (memcmp(bytes, mapped, 12) != 0) {
      // 2000::/3 is what the internet routes; 64:ff9b::/96 and 2002::/16 lead to an IPv4 address.
      return (bytes[0] & 0xe0) != 0x20 || (bytes[0] == 0x20 && bytes[1] == 0x02);
    }
    memmove(bytes, bytes + 12, 4);
  } else {
    return 1;
  }
  return bytes[0] == 0 || bytes[0] == 10 || bytes[0] == 127 || bytes[0] >= 224 ||
         (bytes[0] == 100 && (bytes[1] & 0xc0) == 64) || (bytes[0] == 169 && bytes[1] == 254) ||
         (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) || (bytes[0] == 192 && bytes[1] == 168) ||
         (bytes[0] == 192 && bytes[1] == 0 && bytes[2] == 0) ||
         (bytes[0] == 198 && (bytes[1] & 0xfe) == 18);
}

static inline curl_socket_t candour_curl_open_outside(void *context, curlsocktype purpose,
                                                      struct curl_sockaddr *address) {
  (void)context;
  (void)purpose;
  if (candour_is_inside(&address->addr)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype, address->protocol);
}

// No connection is made to an address of this machine or of a private network, whatever name led
// there: the address is judged after it was looked up, at the very call that connects.
static inline CURLcode candour_curl_stay_outside(CURL *handle) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, candour_curl_open_outside);
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
