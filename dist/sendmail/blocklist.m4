divert(-1)
dnl
dnl Postern's blocklist for Sendmail, version 1: for sendmail.mc, before the MAILER lines, as blocklist.mc beside this file
dnl shows. Postern looks at the version in every question; take this file again when Postern is renewed.
dnl
dnl May be defined before:
dnl   POSTERN_BLOCKLIST        where Postern is asked, `inet:4466@127.0.0.1' or `local:/path'
dnl   POSTERN_BLOCKLIST_FAIL   `pass' or `tempfail': what becomes of a client while Postern is away
dnl
ifdef(`POSTERN_BLOCKLIST', `', `define(`POSTERN_BLOCKLIST', `inet:4466@127.0.0.1')')
ifdef(`POSTERN_BLOCKLIST_FAIL', `', `define(`POSTERN_BLOCKLIST_FAIL', `pass')')
dnl Clients are asked about at RCPT, when it is known who logged in.
ifdef(`_DELAY_CHECKS_', `', `FEATURE(`delay_checks')')
dnl Names certificates by what blocklist.client-certificates has.
ifdef(`confCERT_FINGERPRINT_ALGORITHM', `', `define(`confCERT_FINGERPRINT_ALGORITHM', `sha256')')
divert(0)dnl
LOCAL_CONFIG
Kpostern_client socket -T<TMPF> POSTERN_BLOCKLIST
Kpostern_set macro
D{posternTests}
H?${posternTests}?X-Postern-Client-Tests: ${posternTests}
LOCAL_RULESETS
SPostern_client
R$*			$: $&{auth_type} $| $1
R$+ $| $*		$@ OK					who logged in is not judged
R$* $| $*		$: $2
R$*			$: $(postern_client 1;$&{client_addr};$&{auth_authen};$&{cert_fp};$&{client_resolve};$&{client_name};$&{client_ptr};$&s;$&f;$1 $: NONE $)
R$* <TMPF>		ifelse(POSTERN_BLOCKLIST_FAIL, `tempfail', `$#error $@ 4.3.0 $: "451 Clients cannot be judged now, try again later"', `$@ OK')
R REJECT : $+		$#error $@ 5.7.1 $: $1
R DEFER : $+		$#error $@ 4.7.1 $: $1
R TAG : $+		$: $(postern_set {posternTests} $@ $1 $)
R NONE			$: $(postern_set {posternTests} $@ $)
R$*			$@ OK

SLocal_check_rcpt
R$*			$: $1 $| $>Postern_client $1
R$* $| $#$*		$#$2
