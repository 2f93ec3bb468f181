import type { ChannelKey, Clock, Millis } from '@tandem/domain';
import type { Log } from '../logging/log.js';
import type { ChannelProcedures } from './channel-procedures.js';
import type { Directory } from './directory.js';

/** Writes down which old secrets are over, soon after they stopped being valid by themselves. */
export interface SecretKeeper {
  stop(): void;
}

export interface SecretKeeperDeps {
  readonly directory: Directory;
  readonly procedures: Pick<ChannelProcedures, 'retireSecrets'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
}

export const keepSecrets = ({ directory, procedures, clock, newId, log }: SecretKeeperDeps): SecretKeeper => {
  const asked = new Map<ChannelKey, { at: Millis; cancel: () => void }>();
  let stopped = false;

  const retire = (channel: ChannelKey): void => {
    asked.delete(channel);
    procedures.retireSecrets(channel, { id: newId(), means: 'system' }).catch((error: unknown) => {
      log.warn('SecretsNotRetired', { channel, error });
    });
  };
  const look = (channel: ChannelKey): void => {
    const at = directory.secretsRetireAt(channel);
    const before = asked.get(channel);
    if (stopped || at === before?.at) return;
    before?.cancel();
    asked.delete(channel);
    if (at !== undefined) asked.set(channel, { at, cancel: clock.wakeAt(at, () => retire(channel)) });
  };

  const end = directory.onChange((change) => {
    if ('channel' in change) look(change.channel);
  });
  for (const { key } of directory.channels()) look(key);
  return {
    stop: () => {
      stopped = true;
      end();
      for (const { cancel } of asked.values()) cancel();
      asked.clear();
    },
  };
};
