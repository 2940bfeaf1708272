/*
 * A subscriber of the dialog event package made of Sofia-SIP's user agent library, the one inside of many products.
 *
 * sofia-subscriber CONTACT-URL SUBSCRIBED-URL [USER:PASSWORD]
 *
 * It subscribes at once, and prints a line for each thing that happens: "subscribe STATUS", "unsubscribe STATUS",
 * "notify SUBSTATE LENGTH" with the body of that many bytes after it, "bye". A line "unsubscribe" or "quit" on its
 * standard input is done.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct subscriber subscriber;
#define NUA_MAGIC_T subscriber
#define SU_ROOT_MAGIC_T subscriber
#define SU_WAKEUP_ARG_T subscriber

#include <sofia-sip/nua.h>
#include <sofia-sip/nua_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/su_log.h>

struct subscriber {
  su_home_t home[1];
  su_root_t *root;
  nua_t *nua;
  nua_handle_t *handle;
  char const *credentials;
  int input;
};

/* "USER:PASSWORD" as Sofia-SIP wants it, with the scheme and realm of the challenge. */
static void authenticate(subscriber *self, nua_handle_t *handle, sip_t const *sip) {
  sip_www_authenticate_t const *challenge = sip ? sip->sip_www_authenticate : NULL;
  char const *realm = NULL, *colon = self->credentials ? strchr(self->credentials, ':') : NULL;
  if (challenge) realm = msg_params_find(challenge->au_params, "realm=");
  if (!realm || !colon) return;
  char *auth = su_sprintf(self->home, "Digest:%s:%.*s:%s", realm, (int)(colon - self->credentials), self->credentials,
                          colon + 1);
  nua_authenticate(handle, NUTAG_AUTH(auth), TAG_END());
}

static void on_event(nua_event_t event, int status, char const *phrase, nua_t *nua, subscriber *self,
                     nua_handle_t *handle, nua_hmagic_t *hmagic, sip_t const *sip, tagi_t tags[]) {
  (void)phrase, (void)nua, (void)hmagic, (void)tags;
  switch (event) {
  case nua_r_subscribe:
    printf("subscribe %d\n", status);
    if (status == 401) authenticate(self, handle, sip);
    break;
  case nua_r_unsubscribe:
    printf("unsubscribe %d\n", status);
    break;
  case nua_i_notify: {
    sip_payload_t const *body = sip ? sip->sip_payload : NULL;
    sip_subscription_state_t const *state = sip ? sip->sip_subscription_state : NULL;
    unsigned length = body ? (unsigned)body->pl_len : 0;
    printf("notify %s %u\n", state ? state->ss_substate : "-", length);
    if (body) fwrite(body->pl_data, 1, length, stdout);
    printf("\n");
    break;
  }
  case nua_r_shutdown:
    if (status >= 200) {
      printf("bye\n");
      su_root_break(self->root);
    }
    break;
  default:
    break;
  }
  fflush(stdout);
}

static int on_input(subscriber *unused, su_wait_t *wait, subscriber *self) {
  char line[64];
  (void)unused, (void)wait;
  if (fgets(line, sizeof line, stdin) == NULL || strncmp(line, "quit", 4) == 0) {
    su_root_deregister(self->root, self->input);
    nua_shutdown(self->nua);
  } else if (strncmp(line, "unsubscribe", 11) == 0)
    nua_unsubscribe(self->handle, TAG_END());
  return 0;
}

int main(int argc, char *argv[]) {
  subscriber self[1];
  su_wait_t input[1];
  if (argc < 3) return 2;
  memset(self, 0, sizeof self);
  self->home->suh_size = sizeof *self;
  su_init();
  su_home_init(self->home);
  su_log_set_level(su_log_global, 0);
  setvbuf(stdin, NULL, _IONBF, 0);
  self->credentials = argc > 3 ? argv[3] : NULL;
  self->root = su_root_create(self);
  self->nua = nua_create(self->root, on_event, self, NUTAG_URL(argv[1]), TAG_END());
  if (self->nua == NULL) return 1;
  nua_set_params(self->nua, NUTAG_ENABLEINVITE(0), TAG_END());
  self->handle = nua_handle(self->nua, NULL, SIPTAG_TO_STR(argv[2]), NUTAG_URL(argv[2]), TAG_END());
  nua_subscribe(self->handle, SIPTAG_EVENT_STR("dialog"), SIPTAG_ACCEPT_STR("application/dialog-info+xml"),
                SIPTAG_EXPIRES_STR("3600"), TAG_END());
  su_wait_create(input, STDIN_FILENO, SU_WAIT_IN);
  self->input = su_root_register(self->root, input, on_input, self, 0);
  su_root_run(self->root);
  nua_destroy(self->nua);
  su_root_destroy(self->root);
  su_deinit();
  return 0;
}
