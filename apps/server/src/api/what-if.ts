import { setImmediate } from 'node:timers/promises';
import {
  DAY, SECOND, activityIf, activityOf, differencesIf, quietsOf, sessionSettingsProblems, type Activity, type ConversationEvent, type EventStore, type Millis,
  type RecordedEvent, type SessionSettings,
} from '@tandem/domain';
import type { WhatIf, WhatIfAnswer } from '@tandem/wire';
import type { DirectoryChannel } from '../channel/directory.js';
import { inForce } from '../channel/facts.js';
import { refusal } from './answers.js';
import type { Api } from './api.js';
import { conversationId } from './live.js';
import { refusedAt } from './problems.js';

const LONGEST = 92 * DAY;
const MOST_DIFFERENCES = 50;
const PAGE = 200;

export const refuseWhatIf = ({ from, to, settings }: WhatIf): void => {
  if (to <= from) throw refusedAt('to', 'PeriodEmpty');
  if (to - from > LONGEST) throw refusedAt('to', 'PeriodTooLong');
  const problems = sessionSettingsProblems(settings).map(({ field, problem }) => ({ field: `settings.${field}`, problem }));
  if (problems.length > 0) throw refusal('SettingsRefused', problems);
};

/** What other session settings would have made of what the customers of a channel really did; nothing is written. */
export const whatIfOf = async ({ key, state }: DirectoryChannel, asked: WhatIf, { views, store, history }: Pick<Api, 'views' | 'store' | 'history'>): Promise<WhatIfAnswer> => {
  const { from, to, settings } = asked;
  const instead = inForce({ settings, revision: state.revision });
  const [agent, version] = [key.slice(0, key.lastIndexOf('.')), key.endsWith('.draft') ? 'draft' : 'published'] as const;
  const before = (await history.stoodAt(agent, version, from)).state;
  const ruled = 'settings' in before ? [before.settings] : [];
  // a silence that began before the period may be asked about, or end, within it
  const since = from - Math.max(...[settings, state.settings, ...ruled].map(longestSilence)) - DAY;
  let answer: WhatIfAnswer = { conversations: 0, really: noActivity, instead: noActivity, differences: [] };
  for (const stream of conversationsSince(key, since, views)) {
    const events = await eventsSince(stream, since, store);
    const period = { from, to };
    const differences = differencesIf(events, instead, period).map((difference) => ({ conversation: conversationId(stream), ...difference }));
    answer = {
      conversations: answer.conversations + (events.some(({ data }) => data.at >= from && data.at < to) || differences.length > 0 ? 1 : 0),
      really: added(answer.really, activityOf([events], period)),
      instead: added(answer.instead, activityIf(quietsOf(events), instead, period)),
      differences: [...answer.differences, ...differences].slice(0, MOST_DIFFERENCES),
    };
    await setImmediate(); // webhooks are not to wait
  }
  return answer;
};

const noActivity: Activity = { asked: 0, outsideWindow: 0, continued: 0, ended: {} };

const added = (one: Activity, other: Activity): Activity => ({
  asked: one.asked + other.asked, outsideWindow: one.outsideWindow + other.outsideWindow, continued: one.continued + other.continued,
  ended: Object.entries(other.ended).reduce<Activity['ended']>(
    (ends, [reason, times]) => ({ ...ends, [reason]: (ends[reason as keyof Activity['ended']] ?? 0) + times }), one.ended,
  ),
});

const longestSilence = ({ askUserToEndSession, delayBeforeAskSeconds, delayBeforeEndSeconds }: SessionSettings): Millis =>
  ((askUserToEndSession ? delayBeforeAskSeconds : 0) + delayBeforeEndSeconds) * SECOND;

/** Conversations with anything since, newest activity first. */
function* conversationsSince(channel: DirectoryChannel['key'], since: Millis, views: Pick<Api['views'], 'conversations'>): Generator<string> {
  for (let before: { lastAt: Millis; conversation: string } | undefined; ; ) {
    const page = views.conversations({ channel, limit: PAGE, ...(before && { before }) });
    for (const { conversation, lastAt } of page) {
      if (lastAt < since) return;
      yield conversation;
    }
    before = page.at(-1);
    if (page.length < PAGE) return;
  }
}

/** Events of a conversation from the beginning of the session that there was then. */
const eventsSince = async (stream: string, since: Millis, store: Pick<EventStore, 'readBackwards'>): Promise<readonly ConversationEvent[]> => {
  const events: RecordedEvent<ConversationEvent>[] = [];
  for (let from: number | undefined; ; ) {
    const page = (await store.readBackwards(stream, { limit: PAGE, ...(from !== undefined && { from }) })).events as readonly RecordedEvent<ConversationEvent>[];
    for (const event of page) {
      events.push(event);
      if (event.type === 'SessionStarted' && event.data.at <= since) return inOrder(events);
    }
    const last = page.at(-1);
    if (page.length < PAGE || !last || last.version === 1) return inOrder(events);
    from = last.version - 1;
  }
};

const inOrder = (newestFirst: readonly RecordedEvent<ConversationEvent>[]): readonly ConversationEvent[] =>
  newestFirst.toReversed().map(({ type, data }) => ({ type, data }) as ConversationEvent);
