import { DAY, HOUR, MINUTE, SECOND, buttonOf, type Millis, type SessionSettings } from '@tandem/domain';
import type { Deliveries } from './deliveries.js';
import type { Dice } from './dice.js';
import { foreignUpdate, messageUpdate, noticeUpdate, type Person, type Said } from './meta-call.js';
import { START, type Line } from './plan.js';
import type { Effect } from './provider.js';
import { rushes } from './rushes.js';
import type { World } from './world.js';

/** How somebody shows who he is: `later` shows one of two identifiers at first, and both from some day on. */
type Shows = 'phone' | 'id' | 'both' | 'later';

export interface Customer {
  readonly number: number;
  readonly line: Line;
  readonly phone: string;
  readonly userId: string;
  readonly shows: Shows;
  readonly bothFrom: Millis;
  readonly dice: Dice;
  lastInbound?: Millis;
  /** Messages of this visit that are still to come once the agent answered. */
  wants: number;
  writing: boolean;
}

export interface Customers {
  readonly all: readonly Customer[];
  find(line: Line, person: Person): Customer | undefined;
  /** A message of ours arrived at somebody's phone. */
  receive(effect: Effect): void;
}

export interface CustomerDeps {
  readonly deliveries: Deliveries;
  readonly onSaid: (message: Said) => void;
  /** What is in force on the line by now. */
  readonly settings: (line: Line) => SessionSettings;
}

const typed = ['1', 'yes', 'ya', 'lanjut', 'Yes, go on', '2', 'no', 'tidak', 'selesai', 'No, end chat', 'ya.', 'TIDAK'];

export const createCustomers = (world: World, deps: CustomerDeps): Customers => {
  const { plan, clock, lines } = world;
  const byPerson = new Map<string, Customer>();
  let said = 0;

  const write = (customer: Customer, content?: Said['content']): void => {
    const id = `m${(said += 1)}`;
    const { line, number, dice } = customer;
    const message: Said = {
      id, wamid: `wamid.in${id}`, customer: number, line, at: clock.now(), from: shownBy(customer, clock.now()),
      content: content ?? { type: 'text', text: dice.chance(0.01) ? dice.pick(typed) : `said ${id} to ${line.key}` },
    };
    customer.lastInbound = clock.now();
    world.counts.messages += 1;
    deps.onSaid(message);
    deps.deliveries.tell(line, [messageUpdate(message)]);
    disturb(customer);
  };

  /** What also comes along: notices, and calls that name a number which the signature is not good for. */
  const disturb = ({ line, number, dice }: Customer): void => {
    if (world.has('batches') && dice.chance(0.01)) deps.deliveries.tell(line, [noticeUpdate(line)]);
    if (!world.has('foreignCalls') || !dice.chance(0.01)) return;
    const others = lines.filter(({ app }) => app !== line.app);
    const from = { phone: `6289${String(number).padStart(8, '0')}` };
    const id = `f${(said += 1)}`;
    const text = `a foreign message ${id}`;
    deps.deliveries.tell(line, [foreignUpdate({
      id, wamid: `wamid.in${id}`, customer: number, line: dice.pick(others), at: clock.now(), from, content: { type: 'text', text },
    })]);
  };

  const visit = (customer: Customer): void => {
    const { dice } = customer;
    customer.wants = dice.between(1, 5);
    burst(customer);
  };

  /** One to three messages in a row, then the answer is waited for. */
  const burst = (customer: Customer): void => {
    if (customer.writing || customer.wants <= 0) return;
    customer.writing = true;
    const { dice } = customer;
    const step = (left: number): void => {
      write(customer);
      customer.wants -= 1;
      if (left > 1 && customer.wants > 0) world.after(dice.skewed(300, 20_000), () => step(left - 1));
      else customer.writing = false;
    };
    step(dice.chance(0.7) ? 1 : dice.between(2, 3));
  };

  /** Writes while the deadline is about to be met. */
  const atTheLastMoment = (customer: Customer, seconds: number): void =>
    world.after(Math.max(1, seconds * SECOND - customer.dice.skewed(0, 8_000)), () => write(customer));

  const answerAsk = (customer: Customer, ask: { goOn: string; end: string }): void => {
    const { dice } = customer;
    const tap = (id: string): Said['content'] => ({ type: 'button', id, title: 'tapped' });
    const soon = dice.skewed(2 * SECOND, 12 * MINUTE);
    const drawn = dice.next();
    if (drawn < 0.15) world.after(soon, () => write(customer, tap(ask.goOn)));
    else if (drawn < 0.3) world.after(soon, () => write(customer, tap(ask.end)));
    else if (drawn < 0.4) world.after(soon, () => write(customer, { type: 'text', text: dice.pick(typed) }));
    else if (drawn < 0.5) world.after(soon, () => write(customer));
    else if (drawn < 0.56) world.after(dice.between(HOUR, 2 * DAY), () => write(customer, tap(dice.chance(0.5) ? ask.end : ask.goOn)));
    else if (drawn < 0.66) atTheLastMoment(customer, deps.settings(customer.line).delayBeforeEndSeconds);
    if (drawn > 0.98) world.after(soon, () => [ask.end, ask.goOn].forEach((id) => write(customer, tap(id))));
  };

  const all = Array.from({ length: plan.conversations }, (_, number): Customer => {
    const dice = world.dice(`customer ${number}`);
    const drawn = dice.next();
    const shows: Shows = drawn < 0.55 ? 'phone' : drawn < 0.7 ? 'id' : drawn < 0.8 || !world.has('merges') ? 'both' : 'later';
    const customer: Customer = {
      number, dice, shows,
      line: lineOf(lines, dice.next()),
      phone: `62811${String(1_000_000 + number)}`,
      userId: `ID.${1_000_000 + number}`,
      bothFrom: START + dice.next() * plan.days * DAY,
      wants: 0, writing: false,
    };
    byPerson.set(`${customer.line.key} ${customer.phone}`, customer);
    byPerson.set(`${customer.line.key} ${customer.userId}`, customer);
    return customer;
  });

  const visits = Math.max(1, Math.round(plan.messages / plan.conversations / 3.3));
  for (const customer of all) {
    const { dice } = customer;
    const writes = plan.only === undefined || plan.only.includes(customer.number);
    for (const at of rushes(world, dice, visits / plan.days)) if (writes) world.after(at, () => visit(customer));
  }

  const find: Customers['find'] = (line, { phone, userId }) =>
    byPerson.get(`${line.key} ${phone ?? ''}`) ?? byPerson.get(`${line.key} ${userId ?? ''}`);

  return {
    all,
    find,
    receive: ({ line, outbound }) => {
      const customer = find(line, outbound.to);
      if (!customer || clock.now() >= world.calmFrom) return;
      const { content } = outbound;
      const [goOn, end] = content.type === 'buttons' ? content.buttons.map(({ id }) => id) : [];
      if (goOn !== undefined && end !== undefined && buttonOf(goOn)) answerAsk(customer, { goOn, end });
      else if (customer.wants > 0 && customer.dice.chance(0.05)) atTheLastMoment(customer, deps.settings(line).delayBeforeAskSeconds);
      else if (customer.wants > 0) world.after(customer.dice.skewed(SECOND, 90 * SECOND), () => burst(customer));
    },
  };
};

const lineOf = (lines: readonly Line[], drawn: number): Line => {
  let left = drawn;
  for (const line of lines) {
    left -= line.share;
    if (left < 0) return line;
  }
  return lines[0] as Line;
};

const shownBy = ({ shows, phone, userId, bothFrom, dice }: Customer, now: Millis): Person => {
  if (shows === 'phone') return { phone };
  if (shows === 'id') return { userId };
  if (shows === 'both' || now >= bothFrom) return { phone, userId };
  return dice.chance(0.5) ? { phone } : { userId };
};
