/* Making and using passkeys (WebAuthn).

   The pages are allauth's. Each says in a data block, `<script type="application/json"
   data-allauth-onload="allauth.webauthn.forms.…">`, which ceremony it needs and the ids of the
   elements that take part; nothing inline is run. */

const error = document.querySelector("[data-passkey-error]");

function say(words) {
  error.hidden = false;
  error.textContent = words;
}

function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function base64url(buffer) {
  const text = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withBytes(descriptors = []) {
  return descriptors.map((descriptor) => ({ ...descriptor, id: bytes(descriptor.id) }));
}

/** A credential as JSON, every buffer in it as base64url. */
function asJson(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = Object.fromEntries(
    parts.filter((part) => response[part]).map((part) => [part, base64url(response[part])]),
  );
  if (response.getTransports) said.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: said,
  });
}

async function create({ publicKey }, alone) {
  const options = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
  };
  if (alone !== null) {
    options.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
  }
  return navigator.credentials.create({ publicKey: options });
}

async function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  });
}

function dataOf(ids) {
  return JSON.parse(document.getElementById(ids.data).textContent);
}

async function optionsFrom(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return (await response.json()).request_options;
}

const ceremonies = {
  addForm: {
    button: "add",
    run: (ids) => {
      const alone = document.getElementById(ids.passwordless);
      return create(dataOf(ids).creation_options, alone ? alone.checked : null);
    },
  },
  loginForm: { button: "login", run: (_ids, form) => optionsFrom(form.action).then(get) },
  authenticateForm: { button: "authenticate", run: (ids) => get(dataOf(ids).request_options) },
};

for (const block of document.querySelectorAll("script[data-allauth-onload]")) {
  const ceremony = ceremonies[block.dataset.allauthOnload.split(".").at(-1)];
  if (!ceremony) continue;
  const { ids } = JSON.parse(block.textContent);
  const field = document.getElementById(ids.credential);
  const button = document.getElementById(ids[ceremony.button]);
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    error.hidden = true;
    if (!window.PublicKeyCredential) {
      say(error.dataset.unsupported);
      return;
    }
    button.disabled = true;
    try {
      field.value = asJson(await ceremony.run(ids, field.form));
      field.form.submit();
    } catch (reason) {
      say(reason instanceof DOMException ? error.dataset.refused : error.dataset.failed);
      button.disabled = false;
    }
  });
}
