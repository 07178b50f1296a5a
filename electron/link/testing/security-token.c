// A security key in software, for tests: a provider for OpenSSH's SecurityKeyProvider (the API of
// its sk-api.h, version 10). It holds nothing: the key handle is the private key, so that it must
// never be used for more than a test. Files in the folder TOKEN tell how it is handled:
//   absent     it is not plugged in
//   pin        its PIN; without the file it has none
//   untouched  it waits, where a touch is asked for, until nobody finds this file any more
// Only ed25519-sk, and no keys that live on the device.

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { API_VERSION = 0x000a0000 };
enum { ALGORITHM_ED25519 = 1 };
enum { FLAG_TOUCH = 0x01, FLAG_PIN = 0x04 };
enum { ERROR_GENERAL = -1, ERROR_UNSUPPORTED = -2, ERROR_PIN = -3, ERROR_NO_DEVICE = -4 };
enum { SEED = 32, PUBLIC = 32, SIGNATURE = 64, DIGEST = 32 };

struct sk_option;
struct sk_resident_key;

struct sk_enroll_response {
  uint8_t flags;
  uint8_t* public_key;
  size_t public_key_len;
  uint8_t* key_handle;
  size_t key_handle_len;
  uint8_t* signature;
  size_t signature_len;
  uint8_t* attestation_cert;
  size_t attestation_cert_len;
  uint8_t* authdata;
  size_t authdata_len;
};

struct sk_sign_response {
  uint8_t flags;
  uint32_t counter;
  uint8_t* sig_r;
  size_t sig_r_len;
  uint8_t* sig_s;
  size_t sig_s_len;
};

static int present(const char* path) {
  return access(path, F_OK) == 0;
}

// Whether this is the PIN, or there is none to know.
static int opens(const char* pin) {
  char known[64] = "";
  FILE* file = fopen(TOKEN "/pin", "r");
  if (!file) return 1;
  size_t length = fread(known, 1, sizeof known - 1, file);
  fclose(file);
  return length > 0 && pin && strcmp(pin, known) == 0;
}

// What keeps it from doing what is asked; 0: nothing.
static int refusal(uint32_t algorithm, uint8_t flags, const char* pin) {
  if (algorithm != ALGORITHM_ED25519) return ERROR_UNSUPPORTED;
  if (present(TOKEN "/absent")) return ERROR_NO_DEVICE;
  return (flags & FLAG_PIN) && !opens(pin) ? ERROR_PIN : 0;
}

static void wait_for_touch(void) {
  while (present(TOKEN "/untouched")) usleep(10000);
}

EXPORT uint32_t sk_api_version(void) {
  return API_VERSION;
}

EXPORT int sk_enroll(uint32_t algorithm, const uint8_t* challenge, size_t challenge_len,
                     const char* application, uint8_t flags, const char* pin,
                     struct sk_option** options, struct sk_enroll_response** response) {
  (void)challenge, (void)challenge_len, (void)application, (void)options;
  int refused = refusal(algorithm, flags, pin);
  if (refused) return refused;
  uint8_t seed[SEED];
  if (RAND_bytes(seed, SEED) != 1) return ERROR_GENERAL;
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SEED);
  struct sk_enroll_response* made = calloc(1, sizeof *made);
  if (!key || !made) return ERROR_GENERAL;
  made->flags = flags;
  made->public_key = malloc(made->public_key_len = PUBLIC);
  made->key_handle = malloc(made->key_handle_len = SEED);
  // Nobody vouches for it.
  made->signature = calloc(1, made->signature_len = 1);
  memcpy(made->key_handle, seed, SEED);
  int done = EVP_PKEY_get_raw_public_key(key, made->public_key, &made->public_key_len);
  EVP_PKEY_free(key);
  *response = made;
  return done == 1 ? 0 : ERROR_GENERAL;
}

// What is signed: the application's digest, the flags, a counter and the message's digest.
static size_t signed_bytes(uint8_t* to, const char* application, uint8_t flags, uint32_t counter,
                           const uint8_t* message, size_t message_len) {
  EVP_Digest(application, strlen(application), to, NULL, EVP_sha256(), NULL);
  uint8_t* next = to + DIGEST;
  *next++ = flags;
  for (int shift = 24; shift >= 0; shift -= 8) *next++ = (uint8_t)(counter >> shift);
  EVP_Digest(message, message_len, next, NULL, EVP_sha256(), NULL);
  return (size_t)(next - to) + DIGEST;
}

EXPORT int sk_sign(uint32_t algorithm, const uint8_t* message, size_t message_len,
                   const char* application, const uint8_t* key_handle, size_t key_handle_len,
                   uint8_t flags, const char* pin, struct sk_option** options,
                   struct sk_sign_response** response) {
  (void)options;
  int refused = refusal(algorithm, flags, pin);
  if (refused) return refused;
  if (flags & FLAG_TOUCH) wait_for_touch();
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key_handle, key_handle_len);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  struct sk_sign_response* made = calloc(1, sizeof *made);
  if (!key || !context || !made) return ERROR_GENERAL;
  made->flags = flags & (FLAG_TOUCH | FLAG_PIN);
  made->counter = 1;
  made->sig_r = malloc(made->sig_r_len = SIGNATURE);
  uint8_t bytes[DIGEST + 1 + 4 + DIGEST];
  size_t length =
      signed_bytes(bytes, application, made->flags, made->counter, message, message_len);
  int done = EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
             EVP_DigestSign(context, made->sig_r, &made->sig_r_len, bytes, length) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  *response = made;
  return done ? 0 : ERROR_GENERAL;
}

EXPORT int sk_load_resident_keys(const char* pin, struct sk_option** options,
                                 struct sk_resident_key*** keys, size_t* count) {
  (void)pin, (void)options;
  *keys = NULL;
  *count = 0;
  return 0;
}
