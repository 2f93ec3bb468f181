import { setupOf } from '@tandem/domain';
import type { ChannelHealth } from '@tandem/wire';
import type { DirectoryChannel } from '../channel/directory.js';
import { lastCallAt, silentSince } from '../health/silence.js';
import type { Api } from './api.js';

/** What is known of how a channel is; what is not known is not there. */
export const channelHealth = async (channel: DirectoryChannel, api: Api): Promise<ChannelHealth> => {
  const { key, state } = channel;
  const { found, endpoint } = setupOf(state, state.protocol);
  const isChallenged = api.protocols(state.protocol)?.challenge !== undefined;
  return {
    lastCallAt: await lastCallAt(channel, api),
    lastMessageAt: api.views.lastMessageAt(key),
    ...(isChallenged && endpoint.status === 'set' && { challengeAt: endpoint.at }),
    ...(found && { found }),
    alarmHours: api.config.silenceAlarmHours,
    silentSince: await silentSince(channel, api),
  };
};
