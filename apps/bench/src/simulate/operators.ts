import {
  DAY, HOUR, MINUTE, SECOND, defaultSessionSettings, type ChannelKey, type ConversationCommand, type Millis, type SessionSettings,
} from '@tandem/domain';
import { inForce } from '@tandem/server/channel/facts.js';
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
}

export interface Operators {
  /** Saves other settings while a call of this channel is under way, now and then. */
  meddle(channel: ChannelKey): void;
  /** Hands back what is still held, when everything is to come to rest. */
  leave(): void;
  /** First save of every channel. */
  setUp(process: Process): Promise<void>;
  start(): void;
}

/** What is done to one channel in a day: a short world has it dense, in a long one streams would only grow. */
const actsADay = ({ plan }: World): number => (plan.days > 3 ? 10 : 40);

const entered = (line: Line, secret: string, token: string): Record<string, string> => ({
  phoneNumberId: line.phoneNumberId, businessAccountId: '102290129340398', appId: line.app.id, appSecret: secret, accessToken: token,
});

/** People in the CMS, who do things at the worst moments. */
export const createOperators = (world: World, deps: OperatorDeps): Operators => {
  const { lines } = world;
  const dice = world.dice('operators');
  let saved = 0;

  const settings = (): SessionSettings => {
    const texts = dice.chance(0.5)
      ? { ...defaultSessionSettings.texts, en: { ...defaultSessionSettings.texts.en, closing: 'Goodbye.' } }
      : defaultSessionSettings.texts;
    const chosen = { ...defaultSessionSettings, ...dice.pick(settingsToChoose) };
    const day = chosen.delayBeforeAskSeconds + chosen.delayBeforeEndSeconds >= DAY / SECOND;
    return { ...chosen, texts: day ? defaultSessionSettings.texts : texts };
  };
  /** A person who gets no answer, because the server is away, tries again. */
  const insist = (give: (process: Process) => Promise<{ readonly kind: string }>): Promise<void> =>
    new Promise((resolve) => {
      const attempt = (): void => {
        let answered = false;
        const process = deps.process();
        const again = (): void => {
          if (!answered) attempt();
        };
        if (!process) return world.after(MINUTE, again);
        world.after(2 * MINUTE, again);
        void give(process).then(({ kind }) => {
          if (answered) return;
          answered = true;
          if (kind === 'busy') world.after(MINUTE, attempt);
          else resolve();
        });
      };
      attempt();
    });
  /** What the provider signs with is saved as it is by then. */
  const saveCredentials = (line: Line, secret = line.app.secret): Promise<void> =>
    insist(({ procedures }) => procedures.channels.saveCredentials(line.key, by(world), {
      protocol: 'meta-cloud', entered: entered(line, secret, `access token ${(saved += 1)} of ${line.key}`),
    }));
  const command = async (stream: string, make: (now: Millis) => object): Promise<void> => {
    const process = deps.process();
    const facts = process?.way.channels.get(stream.slice('conversation-'.length, stream.lastIndexOf('.')) as ChannelKey);
    if (!process || !facts) return;
    const now = world.clock.now();
    await process.way.conversations.execute(stream, () => ({ now, settings: inForce(facts), ...make(now) }) as ConversationCommand);
  };

  const saveSettings = (channel: ChannelKey): void =>
    void deps.process()?.procedures.channels.saveSessionSettings(channel, by(world), settings());

  const takeCare = (line: Line): void => {
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
    const customer = stream.slice(stream.lastIndexOf('.') + 1);
    const content = { type: 'text', text: `an operator to ${customer} of ${stream}` };
    const sealed = await deps.process()?.vault.seal(`customer-${customer}`, JSON.stringify(content));
    if (sealed !== undefined) await command(stream, () => ({ type: 'SpeakAsOperator', operator: 'o1', content: sealed }));
  };

  /** The new secret is entered everywhere, then the provider signs with it; whoever entered the old one meanwhile enters it again. */
  const changeSecret = (line: Line): void => {
    const { app } = line;
    const next = `secret ${(saved += 1)} of ${app.id}`;
    const sharing = lines.filter((other) => other.app === app);
    world.tell('operators', () => `a new app secret of ${app.id}`);
    void Promise.all(sharing.map((other) => saveCredentials(other, next))).then(() => world.after(dice.between(1, 600) * SECOND, () => {
      world.tell('operators', () => `${app.id} signs with its new secret`);
      app.secret = next;
      for (const other of sharing) void saveCredentials(other);
    }));
  };

  const breakCredential = (line: Line): void => {
    if (deps.provider.isBroken(line)) return;
    deps.provider.breakToken(line);
    world.tell('operators', () => `the token of ${line.key} is broken`);
    const repair = (): void => {
      deps.provider.repair(line);
      world.tell('operators', () => `the token of ${line.key} is repaired`);
      void saveCredentials(line);
    };
    world.after(dice.skewed(MINUTE, 4 * HOUR), repair);
  };

  const disconnect = (line: Line): void => {
    world.tell('operators', () => `${line.key} is disconnected`);
    void insist(({ procedures }) => procedures.channels.disconnect(line.key, by(world))).then(() =>
      world.after(dice.skewed(5 * SECOND, 6 * HOUR), () => void connect(line)));
  };
  const connect = async (line: Line): Promise<void> => {
    world.tell('operators', () => `${line.key} is connected`);
    await insist(({ procedures }) => procedures.channels.connect(line.key, by(world), { protocol: 'meta-cloud', number: line.number }));
    await saveCredentials(line);
  };

  const acts = (line: Line): void => {
    const drawn = dice.next();
    if (drawn < 0.3 && world.has('settings')) {
      saveSettings(line.key);
    } else if (drawn < 0.7 && world.has('operators')) takeCare(line);
    else if (drawn < 0.74 && world.has('secrets')) changeSecret(line);
    else if (drawn < 0.79 && world.has('brokenCredentials')) breakCredential(line);
    else if (drawn < 0.82 && world.has('disconnects')) disconnect(line);
    else if (drawn < 0.9 && world.has('runtimeDown')) deps.breakDown(line.key, dice.chance(0.8) ? dice.skewed(MINUTE, 20 * MINUTE) : 2 * HOUR);
  };
  return {
    setUp: async (process) => {
      for (const line of lines) {
        if (line.version === 'published') await process.procedures.agents.register(line.agent, by(world), line.agent);
        await connect(line);
      }
    },
    start: () => {
      for (const line of lines) for (const at of rushes(world, dice, actsADay(world))) world.after(at, () => acts(line));
    },
    meddle: (channel) => {
      if (world.has('settings') && dice.chance(world.plan.days > 3 ? 0.001 : 0.03)) world.after(dice.skewed(1, 3_000), () => saveSettings(channel));
    },
    leave: () => {
      for (const { key } of lines) for (const stream of deps.openSessions(key)) void command(stream, () => ({ type: 'HandBack', by: 'operator' }));
    },
  };
};
