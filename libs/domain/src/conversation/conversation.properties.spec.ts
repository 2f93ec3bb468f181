import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answered, askDue, asked, conversation, sealed, usualSettings, type Talk } from '../testing/conversation-builders.js';
import { World } from '../testing/conversation-world.js';
import { HOUR, MINUTE, SECOND } from '../kernel/time.js';

/** One thing that happens to a world; the title is what a failing history shows. */
class Act {
  constructor(readonly title: string, readonly run: (world: World) => void) {}
  toString(): string {
    return this.title;
  }
}
const act = (title: string, run: (world: World) => void): Act => new Act(title, run);

/** One of the newest few, where there is any. */
const pick = <T>(list: readonly T[], n: number): T | undefined => list[Math.max(0, list.length - 1 - n)];

const delays = fc.constantFrom(30 * SECOND, 5 * MINUTE, 10 * MINUTE, HOUR, 30 * HOUR);
const passing = fc.constantFrom(SECOND, 20 * SECOND, MINUTE, 4 * MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, 25 * HOUR);
const statusWords = fc.constantFrom('accepted', 'sent', 'delivered', 'read', 'failed', 'pondered');
const few = fc.nat({ max: 3 });
const answerWords = fc.constantFrom('go-on' as const, 'end' as const);

const customer = fc.oneof(
  { weight: 5, arbitrary: fc.constant(act('says', (world) => world.says({ stamp: world.now }))) },
  few.map((hours) =>
    act(`says, stamped ${hours} h ago`, (world) => world.says({ stamp: world.now - hours * HOUR }))),
  fc.constant(act('says, without stamp', (world) => world.says({}))),
  answerWords.map((typed) => act(`types ${typed}`, (world) => world.says({ stamp: world.now, typed }))),
  fc.tuple(answerWords, few).map(([answer, n]) =>
    act(`taps ${answer} of ask -${n}`, (world) => {
      const ask = pick(world.asks, n);
      if (ask !== undefined) world.says({ stamp: world.now, button: { ask, answer } });
    })),
  { weight: 2, arbitrary: answerWords.map((answer) => act(`taps ${answer}`, (world) => {
    const ask = world.asks.at(-1);
    if (ask !== undefined) world.says({ stamp: world.now, button: { ask, answer } });
  })) },
  few.map((n) => act(`repeats message -${n}`, (world) => {
    const message = pick(world.messages, n);
    if (message) world.says(message);
  })),
);

const turnOutcomes = fc.oneof(
  { weight: 4, arbitrary: fc.record({
    kind: fc.constant('answered' as const),
    replies: fc.array(fc.constant({ content: sealed('y') }), { maxLength: 2 }),
    endSession: fc.nat({ max: 5 }).map((n) => n === 0),
  }) },
  fc.constant({ kind: 'failed' as const, reason: 'TimedOut' }),
  fc.constant({ kind: 'lost' as const }),
);
const sendOutcomes = fc.oneof(
  { weight: 4, arbitrary: few.map((n) => ({ kind: 'accepted' as const, message: `w${n}` })) },
  fc.constant({ kind: 'retry' as const, reason: 'TooManyRequests' }),
  fc.constant({ kind: 'refused' as const, reason: 'Refused' }),
  fc.constant({ kind: 'unknown' as const }),
  fc.constant({ kind: 'lost' as const }),
);
const work = fc.record({ turn: turnOutcomes, send: sendOutcomes });
const lateCalls = fc.oneof(
  fc.tuple(few, turnOutcomes).map(([n, outcome]) => act(`turn -${n} ${outcome.kind} late`, (world) => {
    const turn = pick(world.turns, n);
    if (turn !== undefined && outcome.kind !== 'lost') world.does({ type: 'RecordTurn', turn, outcome });
  })),
  fc.tuple(few, sendOutcomes).map(([n, outcome]) => act(`send -${n} ${outcome.kind} late`, (world) => {
    const send = pick(world.sends, n);
    if (send !== undefined && outcome.kind !== 'lost') world.does({ type: 'RecordSend', send, outcome });
  })),
  few.map((n) => act(`attempts send -${n} again`, (world) => {
    const send = pick(world.sends, n);
    if (send !== undefined) world.does({ type: 'AttemptSend', send });
  })),
);

const status = fc.tuple(statusWords, few, fc.constantFrom('ours', 'theirs', 'both')).map(([word, n, by]) =>
  act(`status ${word} of -${n} by ${by}`, (world) => {
    const send = by === 'theirs' ? undefined : pick(world.sends, n);
    world.status(word, { send, message: by === 'ours' ? undefined : `w${n}` });
  }));

const settings = fc.record({
  askUserToEndSession: fc.boolean(), delayBeforeAsk: delays, delayBeforeEnd: delays, closes: fc.boolean(),
}).map((change) =>
  act(`settings ${JSON.stringify(change)}`, (world) => {
    world.settings = { ...change, revision: world.settings.revision + 1 };
  }));

const roomStates = [undefined, 'unassigned', 'assigned', 'resolved'] as const;
const by = fc.constantFrom('operator' as const, 'room' as const);
const persons = fc.oneof(
  by.map((who) => act(`${who} takes over`, (world) => world.does({ type: 'TakeOver', by: who }))),
  fc.tuple(fc.constantFrom(...roomStates), fc.boolean()).map(([roomState, answered]) =>
    act(`the room is ${roomState}${answered ? ', a person spoke' : ''}`, (world) =>
      world.does({ type: 'NoteRoom', roomState, answered, cause: { receipt: 'r', item: 0 } }))),
  by.map((who) => act(`${who} hands back`, (world) => world.does({ type: 'HandBack', by: who }))),
  fc.constant(act('operator speaks', (world) => world.does({ type: 'SpeakAsOperator', content: sealed('z'), operator: 'op' }))),
  fc.constantFrom('operator' as const, 'channel-closed' as const).map((reason) =>
    act(`ends: ${reason}`, (world) => world.does({ type: 'EndSession', reason }))),
);

const others: Record<string, (name: string) => Talk> = {
  answered: (name) => answered({ name }),
  unanswered: (name) => conversation({ name }).customerSays('hello'),
  'in a turn': (name) => conversation({ name }).customerSays('hello').agentStarts().customerSays('and'),
  replying: (name) => conversation({ name }).customerSays('hello').agentAnswers('hi', 'there').attempts(),
  'with an ask due': (name) => askDue({ name }),
  asked: (name) => asked({ name }),
  ended: (name) => answered({ name }).ends('operator'),
};
const merging = fc.constantFrom(...Object.keys(others)).map((which) =>
  act(`absorbs one who is ${which}`, (world) => world.absorbs((others[which] as (name: string) => Talk)(`other${world.log.length}-`))));

const fine = {
  turn: { kind: 'answered' as const, replies: [{ content: sealed('y') }], endSession: false },
  send: { kind: 'accepted' as const, message: 'w' },
};
const machines = fc.oneof(
  { weight: 5, arbitrary: work.map((how) => act(`works: turn ${how.turn.kind}, send ${how.send.kind}`, (world) => world.works(how))) },
  { weight: 8, arbitrary: fc.constant(act('all that is open is done', (world) => {
    for (let n = 0; n < 6; n += 1) world.works(fine);
  })) },
  { weight: 8, arbitrary: fc.constantFrom(0, -SECOND, MINUTE).map((more) =>
    act(`time passes until ${more / SECOND} s after what is due`, (world) => {
      const { due } = world.referee;
      if (due !== undefined) world.passes(Math.max(0, due + more - world.now));
    })) },
  { weight: 4, arbitrary: passing.map((millis) => act(`${millis / SECOND} s pass`, (world) => world.passes(millis))) },
  passing.map((millis) => act(`an outage of ${millis / SECOND} s`, (world) => world.outage(millis))),
  fc.constant(act('restarts', (world) => world.restarts())),
  fc.constant(act('dies before arming', (world) => world.forgetsToArm())),
);

const anything = fc.oneof(
  { weight: 12, arbitrary: customer },
  { weight: 40, arbitrary: machines },
  { weight: 3, arbitrary: lateCalls },
  { weight: 9, arbitrary: status },
  { weight: 3, arbitrary: settings },
  { weight: 4, arbitrary: persons },
  { weight: 1, arbitrary: merging },
);

const histories = fc.array(anything, { maxLength: 70, size: 'max' });

describe('any interleaving of messages, duplicates, statuses, answers, deadlines, settings, persons, merges and restarts', () => {
  const live = (acts: readonly Act[], rules = {}) => {
    const world = new World(rules);
    for (const { run } of acts) run(world);
    world.restarts();
    for (const { type, data } of world.log) {
      const what = type === 'SessionEnded' ? `SessionEnded ${data.reason}` : type;
      reached.set(what, (reached.get(what) ?? 0) + 1);
    }
    return world;
  };
  const reached = new Map<string, number>();

  it('keeps to the rules: one ask per silence, one end per session, no end while somebody is active, and a wake-up in time', () => {
    fc.assert(fc.property(histories, (acts) => void live(acts)), { numRuns: 1_500 });
  });

  it('keeps to them where other numbers are set', () => {
    const rules = fc.record({
      holdLimit: fc.constantFrom(MINUTE, 3 * HOUR),
      giveUpTurnAfter: fc.constantFrom(SECOND, MINUTE),
      turnClaim: fc.constantFrom(0, MINUTE),
      unknownReplies: fc.constantFrom('repeat' as const, 'park' as const),
    });
    const lives = fc.property(histories, rules, (acts, numbers) => void live(acts, numbers));
    fc.assert(lives, { numRuns: 500 });
  });

  it('ends every session in the end, where everything works and nobody writes', () => {
    fc.assert(fc.property(fc.array(anything, { maxLength: 40, size: 'max' }), (acts) => {
      const world = live(acts);
      world.settings = { ...usualSettings, revision: world.settings.revision + 1 };
      for (const holder of ['operator', 'room'] as const) world.does({ type: 'HandBack', by: holder });
      for (let n = 0; n < 60; n += 1) {
        for (let steps = 0; steps < 5; steps += 1) {
          world.works({ turn: { kind: 'answered', replies: [], endSession: false }, send: { kind: 'accepted', message: `late${n}` } });
        }
        world.passes(2 * HOUR);
      }
      expect(world.state.session.status).not.toBe('active');
      expect(world.step).toEqual({ kind: 'rest' });
    }), { numRuns: 100 });
  });

  it('and has come by every kind of ask and end on the way', () => {
    const ends = ['customer-confirmed', 'no-answer', 'ask-undelivered', 'inactivity', 'agent', 'operator', 'channel-closed'];
    const others = ['AskForbidden', 'AskWithdrawn', 'SessionHandedBack', 'CustomerMerged', 'SendOutcomeUnknown'];
    const all = [...ends.map((reason) => `SessionEnded ${reason}`), ...others];
    expect(all.filter((what) => !reached.has(what))).toEqual([]);
  });
});

describe('every history of a few steps', () => {
  const says = act('says', (world) => world.says({ stamp: world.now }));
  const works = act('works', (world) => world.works(fine));
  const minutes = act('five minutes pass', (world) => world.passes(5 * MINUTE));
  const acts = [
    says,
    act('types end', (world) => world.says({ stamp: world.now, typed: 'end' })),
    act('taps end', (world) => world.says({ stamp: world.now, button: { ask: world.asks.at(-1) ?? 'none', answer: 'end' } })),
    act('taps go-on', (world) => world.says({ stamp: world.now, button: { ask: world.asks.at(-1) ?? 'none', answer: 'go-on' } })),
    works,
    act('works badly', (world) => world.works({ turn: { kind: 'failed', reason: 'x' }, send: { kind: 'refused', reason: 'x' } })),
    act('loses calls', (world) => world.works({ turn: { kind: 'lost' }, send: { kind: 'lost' } })),
    minutes,
    act('ask failed', (world) => world.status('failed', { send: world.asks.at(-1) })),
    act('takes over', (world) => world.does({ type: 'TakeOver', by: 'operator' })),
    act('hands back', (world) => world.does({ type: 'HandBack', by: 'operator' })),
  ];
  const starts: readonly (readonly Act[])[] = [
    [],
    [says, works, works],
    [says, works, works, minutes],
    [says, works, works, minutes, works],
  ];

  const after = (world: World, next: Act, history: readonly Act[]): World => {
    try {
      next.run(world);
    } catch (error) {
      throw new Error(`${[...history, next].join(', ')}: ${String(error)}`, { cause: error });
    }
    return world;
  };

  it('keeps to the rules, with none left out', () => {
    let histories = 0;
    const explore = (world: World, history: readonly Act[], depth: number): void => {
      histories += 1;
      if (depth > 0) for (const next of acts) explore(after(world.copy(), next, history), [...history, next], depth - 1);
    };
    for (const start of starts) explore(start.reduce((world, next) => after(world, next, start), new World()), start, 4);
    expect(histories).toBe(starts.length * (1 + 11 + 11 ** 2 + 11 ** 3 + 11 ** 4));
  });
});

describe('the order of what changes nothing', () => {
  type Item = readonly [title: string, run: (talk: Talk) => Talk];
  const items: Item[] = [
    ...['sent', 'delivered', 'read', 'failed'].flatMap((word): Item[] => [
      [`${word} of the reply`, (talk) => talk.statusComes(word, { send: 's1.r1', message: 'w1' })],
      [`${word} of the ask`, (talk) => talk.statusComes(word, { message: 'w2' })],
      [`${word} of who knows what`, (talk) => talk.statusComes(word, { message: 'w9' })],
    ]),
    ['the first message again', (talk) => talk.customerSays('hello', { id: 'm1' })],
    ['the timer of an earlier session', (talk) => talk.wakes('s0')],
  ];
  const call: Item = ['the ask\'s own call returns', (talk) =>
    talk.decides({ type: 'RecordSend', send: 's1.a1', outcome: { kind: 'accepted', message: 'w2' } })];
  const begin = () =>
    conversation().customerSays('hello').agentAnswers('hi').providerAccepts('w1').pass(5 * MINUTE).wakes().attempts();

  it('makes no difference: duplicates and statuses, before and after our own call returned', () => {
    const told = (order: readonly Item[]) => order.reduce((talk, [, run]) => run(talk), begin()).state;
    const expected = told([call, ...items]);
    const shuffled = fc.subarray(items, { minLength: 0 }).chain((doubles) =>
      fc.shuffledSubarray([...items, ...doubles, call], { minLength: items.length + doubles.length + 1 }));
    fc.assert(fc.property(shuffled, (order) => expect(told(order)).toEqual(expected)), { numRuns: 200 });
  });
});
