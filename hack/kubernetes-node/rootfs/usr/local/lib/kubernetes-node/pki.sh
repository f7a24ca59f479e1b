# Certificates and kubeconfigs. The authority is made once and kept; the serving certificate is made at each start,
# because the node's address may have changed.

PKI=/etc/kubernetes/pki

# pki_authority: the authority, and the key that signs service account tokens.
pki_authority() {
  [[ ! -f $PKI/ca.crt ]] || return 0
  mkdir -p $PKI
  openssl ecparam -name prime256v1 -genkey -noout -out $PKI/ca.key
  openssl req -x509 -new -key $PKI/ca.key -subj /CN=kubernetes-ca -days 3650 -out $PKI/ca.crt \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,digitalSignature
  openssl genrsa -out $PKI/service-account.key 2048 2>/dev/null
}

# pki_certificate NAME SUBJECT USAGE EXTENSIONS [RSA]: NAME.key and NAME.crt. RSA where the reader is a Java client, which
# reads no elliptic-curve key in PKCS #8 form.
pki_certificate() {
  local name=$1 subject=$2 usage=$3 extensions=$4
  if [[ ${5:-} == RSA ]]; then
    openssl genrsa -out "$PKI/$name.key" 2048 2>/dev/null
  else
    openssl ecparam -name prime256v1 -genkey -noout -out "$PKI/$name.key"
  fi
  openssl req -new -key "$PKI/$name.key" -subj "$subject" |
    openssl x509 -req -CA $PKI/ca.crt -CAkey $PKI/ca.key -set_serial "0x$(openssl rand -hex 8)" -days 3650 \
      -extfile <(printf 'keyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=%s\n%s\n' "$usage" "$extensions") \
      -out "$PKI/$name.crt" 2>/dev/null
}

# pki_client NAME SUBJECT [RSA]: made once and kept.
pki_client() { [[ -f $PKI/$1.crt ]] || pki_certificate "$1" "$2" clientAuth "" "${3:-}"; }

# pki_kubeconfig FILE SERVER NAME: a kubeconfig with everything inside, context "default" as in K3s, for client NAME.
pki_kubeconfig() {
  kubeconfig "$1" "$2" "client-certificate-data: $(base64 -w0 "$PKI/$3.crt")
    client-key-data: $(base64 -w0 "$PKI/$3.key")"
}

# kubeconfig FILE SERVER CREDENTIALS: as above, with the lines of the user given.
kubeconfig() {
  mkdir -p "$(dirname "$1")"
  (
    umask 077
    cat >"$1" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: default
  cluster:
    certificate-authority-data: $(base64 -w0 $PKI/ca.crt)
    server: $2
contexts:
- name: default
  context:
    cluster: default
    user: default
current-context: default
users:
- name: default
  user:
    $3
EOF
  )
}
