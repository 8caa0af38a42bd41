// Passkeys: the browser's own dialog, between two answers of ours. Every button stays hidden where
// the browser has none.

/** @type {Record<string, {ask: string, give: string}>} */
const ACTS = {
  add: { ask: '/account/passkeys/new', give: '/account/passkeys' },
  enter: { ask: '/sign-in/passkey/ask', give: '/sign-in/passkey' },
  prove: { ask: '/sign-in/passkey/ask', give: '/account/prove/passkey' },
}

/** Shows and wires the buttons of this page. */
export function startPasskeys() {
  if (!window.PublicKeyCredential) return
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-passkey]'))
  for (const place of places) {
    place.hidden = false
    place.querySelector('button')?.addEventListener('click', () => use(place))
  }
}

/** @param {HTMLElement} place */
async function use(place) {
  const act = ACTS[place.dataset.passkey ?? '']
  if (!act) return
  say(place, '')
  try {
    const options = await post(act.ask)
    if (!options) return
    const made = place.dataset.passkey === 'add' ? await make(options) : await answer(options)
    const name = /** @type {HTMLInputElement | null} */ (document.getElementById('passkey-name'))
    const told = await post(act.give, {
      credential: made, next: place.dataset.next ?? '/', name: name?.value ?? '',
    })
    if (told) location.assign(told.next)
  } catch (error) {
    say(place, error instanceof Refusal ? error.message : place.dataset.failed ?? '')
  }
}

class Refusal extends Error {}

/**
 * What the server says; nothing where it leads elsewhere first, as to a proof of who one is.
 * @param {string} path
 * @param {object} [body]
 */
async function post(path, body = {}) {
  const said = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-csrf-token': token(), 'hx-request': 'true', 'hx-current-url': location.href },
    body: JSON.stringify(body),
  })
  const elsewhere = said.headers.get('hx-redirect')
  if (elsewhere) {
    location.assign(elsewhere)
    return null
  }
  const json = said.headers.get('content-type')?.includes('json') ? await said.json() : {}
  if (!said.ok) throw json.message ? new Refusal(json.message) : new Error(path)
  return json
}

function token() {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf-token"]'))
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector('input[name="csrf_token"]'))
  return meta?.content ?? field?.value ?? ''
}

/** @param {any} options */
async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(known),
  }
  const made = /** @type {any} */ (await navigator.credentials.create({ publicKey }))
  return {
    id: made.id, rawId: text(made.rawId), type: made.type,
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    },
  }
}

/** @param {any} options */
async function answer(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(known),
  }
  const made = /** @type {any} */ (await navigator.credentials.get({ publicKey }))
  const { clientDataJSON, authenticatorData, signature, userHandle } = made.response
  return {
    id: made.id, rawId: text(made.rawId), type: made.type,
    response: {
      clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
      signature: text(signature), userHandle: userHandle ? text(userHandle) : null,
    },
  }
}

/** @param {any} credential */
function known(credential) {
  return { ...credential, id: bytes(credential.id) }
}

/** @param {string} base64url */
function bytes(base64url) {
  const plain = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (one) => one.charCodeAt(0))
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @param {HTMLElement} place @param {string} words */
function say(place, words) {
  const told = /** @type {HTMLElement} */ (place.querySelector('[role="alert"]'))
  told.textContent = words
  told.hidden = !words
}
