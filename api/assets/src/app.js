// The console's one script: htmx, and what makes the pages quick to work on.

import 'htmx.org'
import { startChoosing } from './choosing.js'
import { startClaims } from './claim.js'
import { startCopying } from './copy.js'
import { startCountdown } from './countdown.js'
import { startDialogs } from './dialogs.js'
import { startFocus } from './focus.js'
import { startKeyboard } from './keyboard.js'
import { startLive } from './live.js'
import { startNotices } from './notices.js'
import { startPasskeys } from './passkeys.js'
import { startPush } from './push.js'
import { startOwnKeys } from './own_keys.js'
import { startSight } from './sight.js'
import { startTheme } from './theme_choice.js'
import { startTimes } from './times.js'
import { startUndo } from './undo.js'

for (const start of [
  startNotices, startFocus, startDialogs, startKeyboard, startOwnKeys, startSight, startLive, startChoosing, startClaims,
  startUndo, startTimes, startTheme, startCopying, startCountdown, startPasskeys, startPush,
]) start()
