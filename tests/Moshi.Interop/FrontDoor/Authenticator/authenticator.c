/*
 * A security key made of software, for tests: the middleware interface that OpenSSH loads by SecurityKeyProvider, as its PROTOCOL.u2f describes it. The private key is the key
 * handle, so it protects nothing. A signature waits until a finger, the file TOUCH, is there.
 *
 *   cc -shared -fPIC -DSK_VERSION=0x000a0000 -DTOUCH='"/path"' -o authenticator.so authenticator.c -lcrypto
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/sha.h>

enum { ECDSA_P256 = 0, ED25519 = 1, USER_PRESENT = 1, FAILED = -1, UNSUPPORTED = -2, SCALAR = 32 };

struct sk_enroll_response {
    uint8_t flags;
    uint8_t *public_key;
    size_t public_key_len;
    uint8_t *key_handle;
    size_t key_handle_len;
    uint8_t *signature;
    size_t signature_len;
    uint8_t *attestation_cert;
    size_t attestation_cert_len;
    uint8_t *authdata;
    size_t authdata_len;
};

struct sk_sign_response {
    uint8_t flags;
    uint32_t counter;
    uint8_t *sig_r;
    size_t sig_r_len;
    uint8_t *sig_s;
    size_t sig_s_len;
};

struct sk_option;
struct sk_resident_key;

uint32_t sk_api_version(void) { return SK_VERSION; }

/* The private scalar of a new key goes to secret, the public key to a new buffer. */
static int make_p256(uint8_t *secret, uint8_t **public_key, size_t *length)
{
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    int result = FAILED;
    if (key != NULL && EC_KEY_generate_key(key) == 1 && BN_bn2binpad(EC_KEY_get0_private_key(key), secret, SCALAR) == SCALAR) {
        *length = EC_POINT_point2buf(EC_KEY_get0_group(key), EC_KEY_get0_public_key(key), POINT_CONVERSION_UNCOMPRESSED, public_key, NULL);
        result = *length > 0 ? 0 : FAILED;
    }
    EC_KEY_free(key);
    return result;
}

static int make_ed25519(uint8_t *secret, uint8_t **public_key, size_t *length)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    size_t secret_length = SCALAR;
    *length = SCALAR;
    *public_key = malloc(SCALAR);
    int result = key != NULL && EVP_PKEY_get_raw_private_key(key, secret, &secret_length) == 1 && EVP_PKEY_get_raw_public_key(key, *public_key, length) == 1 ? 0 : FAILED;
    EVP_PKEY_free(key);
    return result;
}

int sk_enroll(uint32_t algorithm, const uint8_t *challenge, size_t challenge_length, const char *application, uint8_t flags, const char *pin, struct sk_option **options,
    struct sk_enroll_response **response)
{
    if (algorithm != ECDSA_P256 && algorithm != ED25519)
        return UNSUPPORTED;
    struct sk_enroll_response *made = calloc(1, sizeof *made);
    made->flags = flags;
    made->key_handle = malloc(made->key_handle_len = SCALAR);
    made->signature = calloc(1, made->signature_len = 1);
    *response = made;
    return algorithm == ECDSA_P256 ? make_p256(made->key_handle, &made->public_key, &made->public_key_len) : make_ed25519(made->key_handle, &made->public_key, &made->public_key_len);
}

static int sign_p256(const uint8_t *secret, const uint8_t *message, size_t length, struct sk_sign_response *response)
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *scalar = BN_bin2bn(secret, SCALAR, NULL);
    ECDSA_SIG *signature = NULL;
    SHA256(message, length, digest);
    if (EC_KEY_set_private_key(key, scalar) == 1 && (signature = ECDSA_do_sign(digest, sizeof digest, key)) != NULL) {
        response->sig_r = malloc(response->sig_r_len = SCALAR);
        response->sig_s = malloc(response->sig_s_len = SCALAR);
        BN_bn2binpad(ECDSA_SIG_get0_r(signature), response->sig_r, SCALAR);
        BN_bn2binpad(ECDSA_SIG_get0_s(signature), response->sig_s, SCALAR);
    }
    ECDSA_SIG_free(signature);
    BN_free(scalar);
    EC_KEY_free(key);
    return response->sig_r == NULL ? FAILED : 0;
}

static int sign_ed25519(const uint8_t *secret, const uint8_t *message, size_t length, struct sk_sign_response *response)
{
    EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, SCALAR);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    response->sig_r = malloc(response->sig_r_len = 64);
    int result = EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 && EVP_DigestSign(context, response->sig_r, &response->sig_r_len, message, length) == 1 ? 0 : FAILED;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return result;
}

int sk_sign(uint32_t algorithm, const uint8_t *data, size_t data_length, const char *application, const uint8_t *key_handle, size_t key_handle_length, uint8_t flags, const char *pin,
    struct sk_option **options, struct sk_sign_response **response)
{
    uint8_t message[2 * SHA256_DIGEST_LENGTH + 5];
    if (key_handle_length != SCALAR)
        return FAILED;
    while (access(TOUCH, F_OK) != 0)
        usleep(10000);
    unlink(TOUCH);
    struct sk_sign_response *made = calloc(1, sizeof *made);
    made->flags = USER_PRESENT;
    made->counter = 1;
    SHA256((const uint8_t *)application, strlen(application), message);
    memcpy(message + SHA256_DIGEST_LENGTH, "\1\0\0\0\1", 5);
    SHA256(data, data_length, message + SHA256_DIGEST_LENGTH + 5);
    *response = made;
    return algorithm == ECDSA_P256 ? sign_p256(key_handle, message, sizeof message, made) : sign_ed25519(key_handle, message, sizeof message, made);
}

int sk_load_resident_keys(const char *pin, struct sk_option **options, struct sk_resident_key ***keys, size_t *count) { return UNSUPPORTED; }
