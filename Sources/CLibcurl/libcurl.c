#include "CLibcurl.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#ifdef __APPLE__
static const char library[] = "libcurl.4.dylib";
#else
static const char library[] = "libcurl.so.4";
#endif

// The functions of libcurl that are used, with the types of its header.
static struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) init;
  __typeof__(&curl_easy_reset) reset;
  __typeof__(&curl_easy_perform) perform;
  __typeof__(&curl_easy_cleanup) cleanup;
  __typeof__(&curl_easy_strerror) text;
  __typeof__(&curl_slist_append) append;
  __typeof__(&curl_slist_free_all) free_list;
  CURLcode (*set)(CURL *handle, CURLoption option, ...);
  CURLcode (*get)(CURL *handle, CURLINFO info, ...);
} curl;

static char failure[512];

static void fail(const char *reason) {
  snprintf(failure, sizeof failure, "%s", reason ? reason : "libcurl cannot be loaded");
}

static void load(void) {
  const struct {
    const char *name;
    void *place;
  } functions[] = {
      {"curl_global_init", &curl.global_init}, {"curl_easy_init", &curl.init},
      {"curl_easy_reset", &curl.reset},        {"curl_easy_perform", &curl.perform},
      {"curl_easy_cleanup", &curl.cleanup},    {"curl_easy_strerror", &curl.text},
      {"curl_slist_append", &curl.append},     {"curl_slist_free_all", &curl.free_list},
      {"curl_easy_setopt", &curl.set},         {"curl_easy_getinfo", &curl.get},
  };
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return fail(dlerror());
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *found = dlsym(handle, functions[i].name);
    if (!found) return fail(dlerror());
    memcpy(functions[i].place, &found, sizeof found);
  }
  if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) fail("libcurl does not start");
}

const char *candour_curl_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return failure[0] ? failure : NULL;
}

CURL *candour_curl_make(void) { return curl.init(); }

void candour_curl_reset(CURL *handle) { curl.reset(handle); }

CURLcode candour_curl_perform(CURL *handle) { return curl.perform(handle); }

void candour_curl_free(CURL *handle) { curl.cleanup(handle); }

const char *candour_curl_text(CURLcode code) { return curl.text(code); }

struct curl_slist *candour_curl_append(struct curl_slist *list, const char *line) {
  return curl.append(list, line);
}

void candour_curl_free_list(struct curl_slist *list) {
  if (list) curl.free_list(list);
}

CURLcode candour_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl.set(handle, option, value);
}

CURLcode candour_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl.set(handle, option, value);
}

CURLcode candour_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl.set(handle, option, value);
}

CURLcode candour_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl.set(handle, option, value);
}

CURLcode candour_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl.set(handle, option, value);
}

CURLcode candour_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl.set(handle, option, &blob);
}

CURLcode candour_curl_set_sink(CURL *handle, CURLoption option, candour_curl_sink value) {
  return curl.set(handle, option, value);
}

CURLcode candour_curl_set_progress(CURL *handle, candour_curl_progress value) {
  return curl.set(handle, CURLOPT_XFERINFOFUNCTION, value);
}

CURLcode candour_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl.get(handle, info, value);
}

CURLcode candour_curl_trust_only(CURL *handle, const void *pem, size_t count) {
  CURLcode code = candour_curl_set_blob(handle, CURLOPT_CAINFO_BLOB, pem, count);
  // Below a device there can be no certificate. A null pointer would clear the folder in this
  // version of libcurl and bring the one that it was built with back in later ones.
  if (code == CURLE_OK) code = candour_curl_set_text(handle, CURLOPT_CAPATH, "/dev/null");
  if (code == CURLE_OK) code = candour_curl_set_text(handle, CURLOPT_CAINFO, NULL);
  if (code == CURLE_OK) code = candour_curl_set_long(handle, CURLOPT_SSL_OPTIONS, 0);
  return code;
}

// Whether an address is of this machine, of its link, or of a network that the internet does not route.
static int candour_is_inside(const struct sockaddr *address) {
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

static curl_socket_t candour_curl_open_outside(void *context, curlsocktype purpose,
                                              struct curl_sockaddr *address) {
  (void)context;
  (void)purpose;
  if (candour_is_inside(&address->addr)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype, address->protocol);
}

CURLcode candour_curl_stay_outside(CURL *handle) {
  return curl.set(handle, CURLOPT_OPENSOCKETFUNCTION, candour_curl_open_outside);
}
