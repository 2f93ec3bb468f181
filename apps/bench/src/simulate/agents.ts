import { HOUR, MINUTE, SECOND, type ChannelKey, type Millis, type OutboundContent, type Runtime, type TurnOutcome, type TurnRequest } from '@tandem/domain';
import type { World } from './world.js';

export interface Agents {
  readonly runtimes: (channel: ChannelKey) => Promise<Runtime | undefined>;
  /** From now on the agent's software is down for a while. */
  breakDown(channel: ChannelKey, during: Millis): void;
}

export interface AgentDeps {
  readonly onCall: (channel: ChannelKey, request: TurnRequest) => void;
  readonly onAnswer: (channel: ChannelKey, request: TurnRequest) => void;
  readonly midCall: () => boolean;
}

/** The agents' software: answers, is slow, talks nonsense, is down for hours, ends sessions. */
export const createAgents = (world: World, deps: AgentDeps): Agents => {
  const { clock } = world;
  const dice = world.dice('agents');
  const downUntil = new Map<ChannelKey, Millis>();

  const replies = (request: TurnRequest): readonly OutboundContent[] => {
    const drawn = dice.next();
    const count = drawn < 0.05 ? 0 : drawn < 0.88 ? 1 : dice.between(2, 3);
    return Array.from({ length: count }, (_, place) => ({
      type: 'text', text: `re ${request.agent}.${request.version} ${request.turn} ${place + 1}/${count}`,
    }));
  };

  const outcomeOf = (channel: ChannelKey, request: TurnRequest): TurnOutcome => {
    if ((downUntil.get(channel) ?? 0) > clock.now()) return { kind: 'failed', reason: 'Unreachable' };
    if (world.has('runtimeDown') && dice.chance(0.02)) return { kind: 'failed', reason: 'Nonsense' };
    return { kind: 'answered', replies: replies(request), endSession: world.has('agentEnds') && dice.chance(0.04) };
  };

  const answer = (channel: ChannelKey, request: TurnRequest, timeout: Millis): Promise<TurnOutcome> =>
    new Promise((resolve) => {
      deps.onCall(channel, request);
      const slow = world.has('slowRuntime') && dice.chance(0.05);
      const takes = slow ? dice.between(8, 60) * SECOND : dice.skewed(200, 6_000);
      world.after(Math.min(takes, timeout), () => {
        if (deps.midCall()) return;
        deps.onAnswer(channel, request);
        resolve(takes > timeout ? { kind: 'failed', reason: 'TimedOut' } : outcomeOf(channel, request));
      });
    });

  return {
    runtimes: (channel) =>
      Promise.resolve({ historyLimit: dice.chance(0.02) ? 20 : 0, answer: (request, { timeout }) => answer(channel, request, timeout) }),
    breakDown: (channel, during) => void downUntil.set(channel, clock.now() + during),
  };
};

/** How long an agent's software is away: minutes as a rule, sometimes longer than a turn is repeated. */
export const outage = (drawn: number): Millis => (drawn < 0.8 ? Math.ceil(drawn * 20 * MINUTE) : 2 * HOUR);
