import { DAY, HOUR, MINUTE, SECOND, buttonOf, type Millis, type Outbound, type OutboundButton, type SessionSettings } from '@tandem/domain';
import type { Deliveries } from './deliveries.js';
import type { Dice } from './dice.js';
import { dialectOf, foreignUpdate, messageUpdate, type Person, type Said, type SaidContent } from './calls.js';
import { START, type Line } from './plan.js';
import type { Effect } from './provider.js';
import type { Rooms } from './rooms.js';
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
  /** For what was not in the world from the beginning: the other throws stay as they are. */
  readonly extra: Dice;
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
  readonly rooms: Rooms;
  readonly onSaid: (message: Said) => void;
  /** What is in force on the line by now. */
  readonly settings: (line: Line) => SessionSettings;
}

const typed = ['1', 'yes', 'ya', 'lanjut', 'Yes, go on', '2', 'no', 'tidak', 'selesai', 'No, end chat', 'ya.', 'TIDAK'];

export const createCustomers = (world: World, deps: CustomerDeps): Customers => {
  const { plan, clock, lines } = world;
  const byPerson = new Map<string, Customer>();
  let said = 0;

  const write = (customer: Customer, content?: SaidContent): void => {
    const id = `m${(said += 1)}`;
    const { line, number } = customer;
    const from = shownBy(customer, clock.now());
    const message: Said = {
      id, wamid: `wamid.in${id}`, customer: number, line, at: clock.now(), from, content: content ?? anything(customer, id),
      ...(line.protocol === 'qontak' && { room: roomFor(customer, from) }), ...poison(customer),
    };
    customer.lastInbound = clock.now();
    world.counts.messages += 1;
    deps.onSaid(message);
    deps.deliveries.tell(line, [messageUpdate(message)]);
    disturb(customer);
    if (line.protocol === 'qontak') deps.rooms.attract(line, number);
  };

  const anything = ({ line, dice, extra }: Customer, id: string): SaidContent => {
    if (world.has('media') && extra.chance(0.03)) return { type: 'image', id: `medium-${id}` };
    return { type: 'text', text: dice.chance(0.01) ? dice.pick(typed) : `said ${id} to ${line.key}` };
  };

  const roomFor = ({ line, number }: Customer, from: Person) => deps.rooms.enter(line, number, from);

  /** The server fails over a few messages, until somebody has mended it. */
  const poison = ({ extra }: Customer): { poisonUntil?: Millis } =>
    world.has('parkedItems') && extra.chance(0.01) ? { poisonUntil: clock.now() + extra.skewed(MINUTE, 6 * HOUR) } : {};

  /** What also comes along: notices, and calls that name a number which the signature is not good for. */
  const disturb = ({ line, number, dice }: Customer): void => {
    if (world.has('batches') && dice.chance(0.01)) deps.deliveries.tell(line, [dialectOf(line).notice(line)]);
    if (!world.has('foreignCalls') || !dice.chance(0.01)) return;
    const others = lines.filter(({ account, protocol }) => account !== line.account && protocol === line.protocol);
    const from = { phone: `6289${String(number).padStart(8, '0')}` };
    const id = `f${(said += 1)}`;
    const text = `a foreign message ${id}`;
    deps.deliveries.tell(line, [foreignUpdate({
      id, wamid: `wamid.in${id}`, customer: number, line: dice.pick(others), at: clock.now(), from, content: { type: 'text', text },
      room: { id: `room-${id}`, state: 'unassigned' },
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

  const answerAsk = (customer: Customer, { goOn, end }: { goOn: OutboundButton; end: OutboundButton }): void => {
    const { dice } = customer;
    const tap = ({ id, title }: OutboundButton): SaidContent => (customer.line.buttons ? { type: 'button', id, title } : { type: 'text', text: id });
    const soon = dice.skewed(2 * SECOND, 12 * MINUTE);
    const drawn = dice.next();
    if (drawn < 0.15) world.after(soon, () => write(customer, tap(goOn)));
    else if (drawn < 0.3) world.after(soon, () => write(customer, tap(end)));
    else if (drawn < 0.4) world.after(soon, () => write(customer, { type: 'text', text: dice.pick(typed) }));
    else if (drawn < 0.5) world.after(soon, () => write(customer));
    else if (drawn < 0.56) world.after(dice.between(HOUR, 2 * DAY), () => write(customer, tap(dice.chance(0.5) ? end : goOn)));
    else if (drawn < 0.66) atTheLastMoment(customer, deps.settings(customer.line).delayBeforeEndSeconds);
    if (drawn > 0.98) world.after(soon, () => [end, goOn].forEach((button) => write(customer, tap(button))));
  };

  const all = Array.from({ length: plan.conversations }, (_, number): Customer => {
    const dice = world.dice(`customer ${number}`);
    const drawn = dice.next();
    const line = lineOf(lines, dice.next());
    const customer: Customer = {
      number, dice, line, shows: showsOf(world, line, drawn),
      extra: world.dice(`customer ${number}, extra`),
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
    const writes = (plan.only === undefined || plan.only.includes(customer.number)) && !plan.without.includes(customer.line.protocol);
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
      const [goOn, end] = buttonsOf(outbound);
      if (goOn && end) answerAsk(customer, { goOn, end });
      else if (customer.wants > 0 && customer.dice.chance(0.05)) atTheLastMoment(customer, deps.settings(line).delayBeforeAskSeconds);
      else if (customer.wants > 0) world.after(customer.dice.skewed(SECOND, 90 * SECOND), () => burst(customer));
    },
  };
};

/** The ways to answer an ask; without buttons, by its numbers. */
const buttonsOf = ({ send, content }: Outbound): readonly OutboundButton[] => {
  if (content.type === 'buttons') return content.buttons.filter(({ id }) => buttonOf(id));
  return /\.a\d+$/.test(send) ? [{ id: '1', title: '1' }, { id: '2', title: '2' }] : [];
};

/** A room of Qontak's is made for one identifier. */
const showsOf = (world: World, { protocol }: Line, drawn: number): Shows => {
  if (drawn < 0.55) return 'phone';
  if (drawn < 0.7 || protocol === 'qontak') return 'id';
  return drawn < 0.8 || !world.has('merges') ? 'both' : 'later';
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
