import { conversationStream, type AgentVersion, type ChannelKey } from '@tandem/domain';
import type { Api } from './api.js';
import { ProblemException } from './problems.js';
import type { Person } from './who-is.js';

interface LookedFor {
  readonly text?: string;
  /** As people write it. */
  readonly number?: string;
  readonly channel?: ChannelKey;
  readonly orChannel?: ChannelKey;
  readonly version?: AgentVersion;
}

interface Among {
  readonly among: readonly string[];
  readonly cut: boolean;
}

/**
 * The conversations in which something was said, or that somebody with this number has; undefined where neither is looked
 * for. Not for an auditor: what is hidden from him could be found out by asking for it.
 */
export const lookFor = ({ number, ...wanted }: LookedFor, { role }: Pick<Person, 'role'>, { search, views }: Pick<Api, 'search' | 'views'>): Among | undefined => {
  if (wanted.text === undefined && number === undefined) return undefined;
  if (role === 'auditor') throw ProblemException.of('SearchIsMasked');
  const { conversations, cut } = search.find({ ...wanted, digits: number?.replaceAll(/\D/g, '') });
  return { among: [...new Set(conversations.map((one) => goesOnAs(one, views)))], cut };
};

/** Who turned out to be somebody else is found there. */
const goesOnAs = (conversation: string, views: Api['views']): string => {
  const view = views.conversation(conversation);
  return view?.mergedInto === undefined ? conversation : goesOnAs(conversationStream(view.channel, view.mergedInto), views);
};
