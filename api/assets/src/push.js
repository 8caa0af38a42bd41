// "Bật trên máy này": the browser's own consent, then its push service's address sent with the form.

/** Shows and wires the form where the browser takes messages; says so where it does not. */
export function startPush() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-push]'))
  if (!form) return
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) {
    document.querySelector('[data-push-absent]')?.removeAttribute('hidden')
    return
  }
  form.hidden = false
  form.querySelector('button')?.addEventListener('click', () => subscribe(form))
}

/** @param {HTMLFormElement} form */
async function subscribe(form) {
  say(form, '')
  try {
    if (await Notification.requestPermission() !== 'granted') {
      say(form, form.dataset.refused ?? '')
      return
    }
    const worker = await navigator.serviceWorker.register('/service-worker.js')
    await navigator.serviceWorker.ready
    // A subscription is bound to the key of whoever made it: another agency's can't be ours.
    await (await worker.pushManager.getSubscription())?.unsubscribe()
    const made = await worker.pushManager.subscribe({
      userVisibleOnly: true, applicationServerKey: form.dataset.push ?? '',
    })
    const { endpoint, keys } = made.toJSON()
    fill(form, { endpoint: endpoint ?? '', p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' })
    form.submit()
  } catch {
    say(form, form.dataset.failed ?? '')
  }
}

/** @param {HTMLFormElement} form @param {Record<string, string>} values */
function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name))
    field.value = value
  }
}

/** @param {HTMLFormElement} form @param {string} words */
function say(form, words) {
  const told = /** @type {HTMLElement} */ (form.querySelector('[role="alert"]'))
  told.textContent = words
  told.hidden = !words
}
