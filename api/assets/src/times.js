// Relative times, kept true once a minute. Time left is counted here only where it runs by the
// wall clock; office time is the server's to count.

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]]

export function startTimes() {
  setInterval(refresh, 60_000)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh() })
}

function refresh() {
  const lang = document.documentElement.lang
  const ago = new Intl.RelativeTimeFormat(lang, { numeric: 'always' })
  for (const element of times('time[data-ago]')) {
    const passed = Date.now() - Date.parse(element.dateTime)
    const found = UNITS.find(([, size]) => passed >= size)
    if (found) write(element, ago.format(-Math.floor(passed / found[1]), found[0]))
  }
  for (const element of times('time[data-time-left]')) {
    const { left = '', over = '' } = document.body.dataset
    const minutes = Math.round((Date.parse(element.dateTime) - Date.now()) / 60_000)
    write(element, (minutes < 0 ? over : left).replace('{t}', words(Math.abs(minutes), lang)))
  }
}

/** @param {string} selector @returns {NodeListOf<HTMLTimeElement>} */
function times(selector) {
  return document.querySelectorAll(selector)
}

/** @param {HTMLElement} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** 72 → "1 giờ 12 phút" in the page's language. @param {number} minutes @param {string} lang */
function words(minutes, lang) {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  /** @type {[number, string][]} */
  const parts = [[days, 'day'], [hours, 'hour'], [days ? 0 : minutes % 60, 'minute']]
  const said = parts.filter(([amount]) => amount > 0)
  const shown = said.length > 0 ? said : /** @type {[number, string][]} */ ([[0, 'minute']])
  return shown.map(([amount, unit]) => new Intl.NumberFormat(
    lang, { style: 'unit', unit, unitDisplay: lang === 'vi' ? 'long' : 'short' }).format(amount)).join(' ')
}
