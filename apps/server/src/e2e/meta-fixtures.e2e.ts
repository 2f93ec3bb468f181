// needs the protocol: meta-cloud
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE, defaultRules, nextWake } from '@tandem/domain';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Line } from '../testing/story-line.js';
import { noon, startStory, type Story } from '../testing/story.js';

const folder = join(import.meta.dirname, '../../../../libs/protocols/src/meta-cloud/fixtures');
type Expected = Readonly<Record<string, readonly { readonly kind: string; readonly group?: string }[]>>;
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
const all = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'expected.json').map((file) => file.slice(0, -'.json'.length));

const isForTheAgent = ({ kind, group }: { kind: string; group?: string }): boolean => kind === 'message' && group === undefined;
const silent = all.filter((name) => !expected[name]?.some(isForTheAgent));
const spoken = all.filter((name) => expected[name]?.some(isForTheAgent));

/** The customer that the fixtures speak of. */
const customer = '15550100001';

let story: Story;
let line: Line;

const send = async (name: string): Promise<void> => {
  const reads = () => story.log().events.filter(({ type }) => type === 'ReceiptsHandled').length;
  const before = reads();
  await story.simulator.inbound(line.number.phoneNumberId, { rawBody: readFileSync(join(folder, `${name}.json`), 'utf8') }).tried;
  await story.log().until('the fixture to be read', () => reads() > before);
  await story.quiet();
};

const counts = () => story.log().events.filter(({ type }) => type === 'ReceiptsHandled')
  .map(({ data }) => (data as { counts: Record<string, number> }).counts).at(-1);

describe('what Meta tells that is no customer\'s message', () => {
  beforeAll(async () => {
    story = await startStory();
    line = story.published;
    await line.talks(customer, 'hello');
    await story.draft.talks(customer, 'hello');
    await story.advance(MINUTE);
  });
  afterAll(() => story.end());

  const deadlines = async () => Promise.all([line, story.draft].flatMap((one) => one.events('SessionStarted')).map(async ({ stream }) => {
    const { state } = await story.way().conversations.load(stream);
    return nextWake(state, story.clock.now(), defaultRules);
  }));
  const due = { kind: 'sleep', until: noon + 5 * MINUTE };

  it('has fixtures of every kind', () => {
    expect(silent.length).toBeGreaterThan(28);
    expect(silent).toEqual(expect.arrayContaining(['notice-echo-from-business-app', 'notice-standby-messages', 'notice-history', 'notice-handover',
      'notice-edit', 'notice-revoke', 'status-each-word', 'notice-account-update', 'message-in-group']));
  });

  it.each(silent)('%s: the agent is not called, no session begins, no timer moves', async (name) => {
    await send(name);
    expect(line.agent.turns.length + story.draft.agent.turns.length + story.other.agent.turns.length).toBe(2);
    expect(line.events('SessionStarted', 'SessionEnded', 'TurnStarted', 'SendAttempted')).toHaveLength(3);
    expect(story.draft.events('SessionStarted', 'SessionEnded', 'TurnStarted', 'SendAttempted')).toHaveLength(3);
    expect(await deadlines()).toEqual([due, due]);
    const { handled = 0, ignored = 0, ...others } = counts() ?? {};
    expect(handled + ignored).toBe(expected[name]?.length);
    expect(Object.values(others)).toEqual([0, 0, 0, 0]);
  });

  it('moved nothing: the asks come when they would have come', async () => {
    await story.advance(noon + 5 * MINUTE - 1 - story.clock.now());
    expect([line.asks(), story.draft.asks()]).toEqual([[], []]);
    await story.advance(1);
    await line.sent(2);
    await story.draft.sent(2);
  });
});

describe('what Meta tells that is a customer\'s message', () => {
  beforeAll(async () => {
    story = await startStory();
    line = story.published;
    for (const one of [line, story.draft]) one.faults({ statuses: { upTo: 'none' } });
  });
  afterAll(() => story.end());

  it.each(spoken)('%s: reaches the agent, or is known already', async (name) => {
    const before = line.agent.turns.length + story.draft.agent.turns.length;
    await send(name);
    const items = expected[name] ?? [];
    const { handled = 0, duplicate = 0, ignored = 0, ...others } = counts() ?? {};
    expect(handled + duplicate + ignored).toBe(items.length);
    expect(handled + duplicate).toBeGreaterThanOrEqual(items.filter(isForTheAgent).length);
    expect(Object.values(others)).toEqual([0, 0, 0]);
    if (duplicate === 0) expect(line.agent.turns.length + story.draft.agent.turns.length).toBeGreaterThan(before);
    await story.clock.advance(10 * MINUTE / 100); // a pause between two messages to one person
  });
});
