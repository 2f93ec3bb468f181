import {
  DAY, HOUR, MINUTE, SECOND, defaultSessionSettings, partsOfConversation, type ChannelKey, type ConversationCommand, type Millis, type SessionSettings,
} from '@tandem/domain';
import { inForce } from '@tandem/server/channel/facts.js';
import { createConnections } from './connections.js';
import { settingsToChoose, type Line } from './plan.js';
import { rushes } from './rushes.js';
import { by, type Process } from './process.js';
import type { Provider } from './provider.js';
import type { World } from './world.js';

export interface OperatorDeps {
  readonly process: () => Process | undefined;
  readonly provider: Provider;
  readonly breakDown: (channel: ChannelKey, during: Millis) => void;
  /** Conversations with an open session. */
  readonly openSessions: (channel: ChannelKey) => readonly string[];
  /** All conversations, whoever was merged into another left out. */
  readonly conversations: (channel: ChannelKey) => readonly string[];
  /** A customer is erased, once for good. */
  readonly onErased: (stream: string) => void;
}

export interface Operators {
  /** Saves other settings while a call of this channel is under way, now and then. */
  meddle(channel: ChannelKey): void;
  /** Hands back what is still held, and replays what is parked, when everything is to come to rest. */
  leave(): void;
  /** First save of every channel. */
  setUp(process: Process): Promise<void>;
  start(): void;
}

/** What is done to one channel in a day: a short world has it dense, in a long one streams would only grow. */
const actsADay = ({ plan }: World): number => (plan.days > 3 ? 4 : 18);

/** Something an operator does to one line. */
type Act = (line: Line) => void;

/** People in the CMS, who do things at the worst moments. */
export const createOperators = (world: World, deps: OperatorDeps): Operators => {
  const { lines } = world;
  const dice = world.dice('operators');
  const connections = createConnections(world, deps);
  const { insist } = connections;

  const settings = (): SessionSettings => {
    const texts = dice.chance(0.5)
      ? { ...defaultSessionSettings.texts, en: { ...defaultSessionSettings.texts.en, closing: 'Goodbye.' } }
      : defaultSessionSettings.texts;
    const chosen = { ...defaultSessionSettings, ...dice.pick(settingsToChoose) };
    const day = chosen.delayBeforeAskSeconds + chosen.delayBeforeEndSeconds >= DAY / SECOND;
    return { ...chosen, texts: day ? defaultSessionSettings.texts : texts };
  };
  const command = async (stream: string, make: (now: Millis) => object): Promise<void> => {
    const process = deps.process();
    const facts = process?.way.channels.get(partsOfConversation(stream).channel);
    if (!process || !facts) return;
    const now = world.clock.now();
    await process.way.conversations.execute(stream, () => ({ now, settings: inForce(facts), ...make(now) }) as ConversationCommand);
  };

  const saveSettings = (channel: ChannelKey): void =>
    void deps.process()?.procedures.channels.saveSessionSettings(channel, by(world), settings());

  const takeCare: Act = (line) => {
    const open = deps.openSessions(line.key);
    if (open.length === 0) return;
    const stream = dice.pick(open);
    const drawn = dice.next();
    if (drawn < 0.15) return void command(stream, () => ({ type: 'EndSession', reason: 'operator' }));
    void command(stream, () => ({ type: 'TakeOver', by: 'operator', operator: 'o1' }));
    world.tell(stream, () => 'an operator takes over');
    for (let says = dice.int(3); says > 0; says -= 1) world.after(dice.between(1, 600) * SECOND, () => void speak(stream));
    if (drawn < 0.8) world.after(dice.skewed(MINUTE, 3 * HOUR), () => void command(stream, () => ({ type: 'HandBack', by: 'operator' })));
  };
  const speak = async (stream: string): Promise<void> => {
    const { channel, customer } = partsOfConversation(stream);
    await deps.process()?.procedures.conversations.speak(
      { channel, customer }, { ...by(world), actor: 'o1' }, { type: 'text', text: `an operator to ${customer} of ${stream}` });
  };

  /** Asks for it until somebody says that it is done. */
  const erase: Act = ({ key }) => {
    const all = deps.conversations(key);
    if (all.length === 0) return;
    const stream = dice.pick(all);
    world.tell(stream, () => 'is to be erased');
    void insist(({ procedures }) => procedures.conversations.erase(partsOfConversation(stream), by(world))).then(() => deps.onErased(stream));
  };

  const replayParked = async ({ key }: Line): Promise<void> => {
    const process = deps.process();
    for (const { parked } of (await process?.procedures.conversations.parked(key)) ?? []) {
      await process?.procedures.conversations.replayParked(key, parked, by(world));
    }
  };

  /** What may be done, how often among all, and by which feature it can be left out. */
  const acts: readonly (readonly [number, Parameters<World['has']>[0], Act])[] = [
    [0.26, 'settings', ({ key }) => saveSettings(key)],
    [0.34, 'operators', takeCare],
    [0.05, 'secrets', connections.changeSecret],
    [0.05, 'brokenCredentials', connections.breakCredential],
    [0.03, 'disconnects', connections.disconnect],
    [0.03, 'numberChanges', connections.renumber],
    [0.06, 'erasures', erase],
    [0.06, 'parkedItems', (line) => void replayParked(line)],
    [0.08, 'runtimeDown', ({ key }) => deps.breakDown(key, dice.chance(0.8) ? dice.skewed(MINUTE, 20 * MINUTE) : 2 * HOUR)],
  ];
  const act: Act = (line) => {
    let drawn = dice.next();
    const found = acts.find(([often]) => (drawn -= often) < 0);
    if (found && world.has(found[1]) && !line.archived) found[2](line);
  };

  /** In one world of three, whatever the dice say, an agent is archived some day. */
  const archiveSomebody = (): void => {
    const { agent } = dice.pick(lines);
    if (world.plan.seed % 3 !== 1) return;
    world.after(dice.int(world.plan.days * DAY), () => {
      if (world.has('archives')) connections.archive(agent);
    });
  };

  return {
    setUp: connections.setUp,
    start: () => {
      archiveSomebody();
      for (const line of lines) for (const at of rushes(world, dice, actsADay(world))) world.after(at, () => act(line));
      if (world.plan.days > 8) for (const at of rushes(world, dice, 2)) world.after(at, () => world.has('retention') && void deps.process()?.retain());
    },
    meddle: (channel) => {
      if (world.has('settings') && dice.chance(world.plan.days > 3 ? 0.001 : 0.03)) world.after(dice.skewed(1, 3_000), () => saveSettings(channel));
    },
    leave: () => {
      for (const line of lines) {
        for (const stream of deps.openSessions(line.key)) void command(stream, () => ({ type: 'HandBack', by: 'operator' }));
        void replayParked(line);
      }
    },
  };
};
