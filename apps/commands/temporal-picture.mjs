// The picture of docs/how-to/temporal.md: sessions of the built engine in the UI of a Temporal server of our own.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium.mjs';
import { root } from './prepare.mjs';
import { startTemporal } from './temporal.mjs';

const MINUTE = 60_000;

/** Sessions of three channels: asleep, brought forward, repeated while the store is away, ended. */
async function armSome({ address, namespace }) {
  const { openTemporalTimers } = await import(pathToFileURL(join(root, 'libs/session-timers/dist/temporal/index.js')));
  const clock = { now: () => Date.now(), monotonic: () => performance.now(), wakeAt: (at, run) => {
    const timer = setTimeout(run, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  } };
  const timers = await openTemporalTimers({ address, namespace, clock });
  const ref = (channel, customer) => ({ conversation: `conversation-${channel}.${customer}`, session: randomUUID() });
  const away = ref('bakery.published', 'c3');
  const shown = ref('shop.published', 'c1');
  const begun = Date.now();
  const answers = [() => begun + 6_000, () => begun + 9 * MINUTE];
  await timers.start(async ({ session }) => {
    if (session === away.session) throw new RangeError('the store is away');
    return session === shown.session ? { kind: 'sleep', until: answers.shift()?.() ?? begun + 12 * MINUTE } : { kind: 'over' };
  });
  await timers.arm(shown, begun + 2_000);
  await timers.arm(ref('shop.draft', 'c2'), begun + 4 * MINUTE);
  await timers.arm(away, begun + 1_000);
  await timers.arm(ref('shop.published', 'c4'), begun + 500);
  return { timers, shown };
}

async function untilAsleep({ address, namespace }, { session }) {
  const { Client, Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address });
  const handle = new Client({ connection, namespace }).workflow.getHandle(`session-${session}`);
  while ((await handle.query('phase')).evaluations < 2) await new Promise((resolve) => setTimeout(resolve, 200));
  await connection.close();
}

/** Writes what an operator sees of one session into `file`. */
export async function takeTemporal(file) {
  const temporal = await startTemporal({ ui: true });
  const browser = await launchChromium();
  const { timers, shown } = await armSome(temporal);
  try {
    await untilAsleep(temporal, shown);
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', colorScheme: 'light', timezoneId: 'Asia/Jakarta' });
    await page.goto(`http://127.0.0.1:${temporal.port + 1_000}/namespaces/default/workflows/session-${shown.session}`);
    await page.getByText('until ').first().waitFor();
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
    await timers.close();
    await temporal.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await takeTemporal(join(root, 'docs', 'pictures', 'temporal-ui.png'));
