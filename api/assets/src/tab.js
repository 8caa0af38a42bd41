// What this tab is called, so that two tabs of one person are told apart. The name outlives a
// reload; a tab that was duplicated takes another as soon as the first says that it lives.

const STORE = 'tab'
const page = crypto.randomUUID?.() ?? String(Math.random())

let own = ''

/** @returns {string} */
export function name() {
  if (!own) {
    own = recalled() ?? fresh()
    tellOthers()
  }
  return own
}

function recalled() {
  try { return sessionStorage.getItem(STORE) } catch { return null }
}

function fresh() {
  const made = crypto.getRandomValues(new Uint32Array(3)).join('')
  try { sessionStorage.setItem(STORE, made) } catch { /* lasts as long as the page */ }
  return made
}

function tellOthers() {
  if (!('BroadcastChannel' in globalThis)) return
  const channel = new BroadcastChannel('tabs')
  channel.onmessage = ({ data }) => {
    if (data.tab !== own || data.page === page) return
    if (data.isTaken) own = fresh()
    else channel.postMessage({ tab: own, page, isTaken: true })
  }
  channel.postMessage({ tab: own, page, isTaken: false })
}
