import { DAY, HOUR, MINUTE, SECOND, type Millis } from '@tandem/domain';
import type { WebhookRequest } from '@tandem/server/webhooks/accept-webhook.js';
import { dialectOf, type Item, type Update } from './calls.js';
import { signatureOf } from './meta-call.js';
import type { Line } from './plan.js';
import type { Process } from './process.js';
import type { World } from './world.js';

/** One body on its way to one address; delivered again until it is answered 200, for seven days. */
export interface Call {
  readonly id: number;
  readonly via: Line;
  readonly items: readonly Item[];
  readonly body: string;
  readonly since: Millis;
}

/** The provider's side of webhooks: batches, sends, repeats. */
export interface Deliveries {
  /** `line`: the number whose callback is called. */
  tell(line: Line, updates: readonly Update[]): void;
  /** Calls that were not answered 200 yet. */
  waiting(): number;
}

export interface DeliveryDeps {
  readonly process: () => Process | undefined;
  readonly address: (line: Line) => string;
  readonly onCall: (call: Call) => void;
  readonly onAccepted: (call: Call) => void;
}

const pauses: readonly Millis[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR];
const PATIENCE: Millis = 20 * SECOND;
/** A call, and whatever says the same again, is tried for so long (Meta's dossier, 1.5). */
const TRIED_FOR: Millis = 7 * DAY;

export const createDeliveries = (world: World, deps: DeliveryDeps): Deliveries => {
  const { clock, lines } = world;
  const dice = world.dice('deliveries');
  const gathering = new Map<string, Update[]>();
  let calls = 0;
  const waiting = new Set<Call>();

  /** Meta's app calls a sibling's address now and then: the proof is good for both. The others call one address for the whole account. */
  const callbackOf = (line: Line): Line => {
    if (line.protocol !== 'meta-cloud' || !world.has('siblingCalls') || !dice.chance(0.05)) return line;
    return dice.pick(lines.filter(({ account }) => account === line.account));
  };

  /** The call as it would be made now; `proof`: another one than the right one. */
  const requestOf = ({ id, via, body }: Call, proof?: string): WebhookRequest => {
    const { protocol, account } = via;
    const common = { method: 'POST' as const, protocol, query: {}, rawBody: Buffer.from(body) };
    const headers = { 'content-type': `application/json; call=${id}` };
    if (protocol === 'meta-cloud') {
      return { ...common, address: deps.address(via), headers: { ...headers, 'x-hub-signature-256': signatureOf(body, proof ?? account.secret) } };
    }
    const { line = via, secret = '' } = account.callback ?? {};
    return { ...common, address: deps.address(line), secret: proof ?? secret, headers };
  };

  const begin = (line: Line, updates: readonly Update[], since = clock.now()): void => {
    const via = callbackOf(line);
    const body = dialectOf(line).body(updates);
    const call: Call = { id: (calls += 1), via, items: updates.flatMap(({ items }) => items), body, since };
    waiting.add(call);
    deps.onCall(call);
    attempt(call, 0);
    if (world.has('duplicates')) for (const update of updates) if (dice.chance(0.03)) repeat(line, update, since);
  };

  /** The same item in another call, days later perhaps. */
  const repeat = (line: Line, update: Update, since: Millis): void => {
    const late = dice.chance(0.3) ? dice.between(0, Math.max(0, since + TRIED_FOR - clock.now())) : dice.skewed(10, 10 * MINUTE);
    world.after(late, () => begin(line, [update], since));
  };

  const attempt = (call: Call, tries: number): void => {
    let settled = false;
    let cancel = (): void => {};
    const settle = (status: number): void => {
      if (settled) return;
      settled = true;
      cancel();
      if (status === 200) {
        waiting.delete(call);
        deps.onAccepted(call);
        return;
      }
      world.tell('call', () => `call ${call.id} for ${call.via.key} answered ${status}`);
      if (clock.now() - call.since > TRIED_FOR) waiting.delete(call);
      else world.after(pauses[Math.min(tries, pauses.length - 1)] as Millis, () => attempt(call, tries + 1));
    };
    const process = deps.process();
    if (!process) return settle(0);
    cancel = clock.wakeAt(clock.now() + PATIENCE, () => settle(0));
    void process.ingress.accept(requestOf(call)).then(({ status }) => settle(status));
    if (world.has('badCalls') && dice.chance(0.002)) {
      void process.ingress.accept(requestOf(call, 'guessed')).then(({ status }) => {
        if (status === 200) world.fail('forged calls are refused', `call ${call.id} with a guessed secret was answered 200`);
      });
    }
  };

  /** Everything of one number that comes within the same moment goes in one call. */
  const gather = (line: Line, updates: readonly Update[]): void => {
    const together = gathering.get(line.key);
    if (together) return void together.push(...updates);
    const batch = [...updates];
    gathering.set(line.key, batch);
    world.after(dice.skewed(50, 4_000), () => {
      gathering.delete(line.key);
      begin(line, batch);
    });
  };

  return {
    tell: (line, updates) => {
      if (world.has('batches') && (gathering.has(line.key) || dice.chance(0.2))) gather(line, updates);
      else if (world.has('disorder') && dice.chance(0.05)) world.after(dice.skewed(100, 2 * MINUTE), () => begin(line, updates));
      else begin(line, updates);
    },
    // what its provider signs with by now, nobody enters into an archived channel
    waiting: () => [...waiting].filter(({ via }) => !via.archived).length,
  };
};
