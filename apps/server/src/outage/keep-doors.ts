import type { Millis } from '@tandem/domain';
import type { KurrentVault } from '@tandem/event-store/kurrentdb';
import { keyNameOf, type WrappedKey } from '@tandem/event-store';
import type { Directory, DirectoryChannel } from '../channel/directory.js';
import type { Log } from '../logging/log.js';
import { secretsOf, writeDoors, type KeptDoor } from './doors-file.js';
import { within } from './within.js';

/** Of a key that the database is asked for at the end. */
const LAST_PATIENCE: Millis = 500;

export interface KeepDoorsDeps {
  readonly file: string;
  readonly directory: Pick<Directory, 'channels' | 'onChange'>;
  readonly vault: Pick<KurrentVault, 'wrappedKey'>;
  readonly log: Log;
}

/** Writes down what verification needs, now and whenever a channel changes; the answer ends it. */
export const keepDoors = ({ file, directory, vault, log }: KeepDoorsDeps): (() => Promise<void>) => {
  let writing: Promise<void> | undefined;
  let again = false;
  let ended = false;

  const write = async (): Promise<void> => {
    const doors = directory.channels().map(toDoor);
    const keys = new Map<string, WrappedKey>();
    for (const name of new Set(doors.flatMap(secretsOf).map(keyNameOf))) {
      const key = await vault.wrappedKey(name);
      if (key) keys.set(name, key);
    }
    if (!ended) writeDoors(file, { doors, keys });
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await write().catch((error: unknown) => log.warn('DoorsNotKept', { error }));
    } while (again && !ended);
  };
  const soon = (): void => {
    if (writing) again = true;
    else writing = run().finally(() => { writing = undefined; });
  };
  const unlisten = directory.onChange((change) => {
    if ('channel' in change) soon();
  });
  soon();
  return async () => {
    unlisten();
    ended = true;
    await within(LAST_PATIENCE, writing ?? Promise.resolve()).catch(() => {});
  };
};

const toDoor = ({ key, state }: DirectoryChannel): KeptDoor => ({
  channel: key, address: state.address,
  setups: Object.fromEntries(Object.entries(state.setups).map(([protocol, { appSecrets, webhookSecrets }]) => [protocol, { appSecrets, webhookSecrets }])),
});
