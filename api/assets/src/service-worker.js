// Shows a notice while no page of the console is open, and opens what it is about.
/// <reference lib="webworker" />

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))

worker.addEventListener('push', (event) => {
  const told = event.data?.json() ?? {}
  event.waitUntil(worker.registration.showNotification(told.title ?? 'Phản Hồi', {
    body: told.body ?? '', tag: told.path ?? '/', data: told.path ?? '/notifications',
  }))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const path = String(event.notification.data)
  // A path of this site alone, whatever the message said.
  const local = path.startsWith('/') && !path.startsWith('//') && !path.includes('\\')
  event.waitUntil(worker.clients.openWindow(local ? path : '/notifications'))
})
