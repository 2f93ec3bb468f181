import type { Protocol, Sealed } from '@tandem/domain';
import type { MasterKey } from '@tandem/event-store';
import { openKept } from '@tandem/event-store/kurrentdb';
import { openDoors, type Doors } from '../channel/doors.js';
import type { Directory } from '../channel/directory.js';
import type { KeptDoors } from './doors-file.js';

export interface KeptDirectoryDeps {
  readonly kept: KeptDoors;
  readonly masterKeys: readonly MasterKey[];
  readonly protocols: (name: string) => Protocol | undefined;
}

/** What the ingress asks the directory, answered from what was kept. Rejects where the master key is another. */
export const openKeptDirectory = async ({ kept, masterKeys, protocols }: KeptDirectoryDeps): Promise<Pick<Directory, 'byAddress'>> => {
  const open = openKept(kept.keys, masterKeys);
  const vault = { open: (sealed: Sealed) => Promise.resolve(open(sealed)) };
  const byAddress = new Map<string, Doors>();
  for (const { channel, address, setups } of kept.doors) {
    byAddress.set(address, await openDoors({ channel, state: { setups } }, { vault, protocols }));
  }
  return { byAddress: (address, protocol) => byAddress.get(address)?.byProtocol.get(protocol) };
};
