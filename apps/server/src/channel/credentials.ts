import { setupOf, type ConnectedChannel, type Credentials, type DisconnectedChannel, type ProtocolName, type Vault } from '@tandem/domain';

/**
 * A channel's credentials of `protocol` (default: the one in force), opened for one call. A secret whose key was
 * destroyed is left out; what needs it is then refused by the provider.
 */
export const openCredentials = async (
  vault: Vault,
  state: ConnectedChannel | DisconnectedChannel,
  protocol: ProtocolName = state.protocol,
): Promise<Credentials> => {
  const { values, secrets } = setupOf(state, protocol);
  const opened = await Promise.all(
    Object.entries(secrets).map(async ([name, { sealed }]) => [name, await vault.open(sealed)] as const),
  );
  return { ...values, ...Object.fromEntries(opened.filter((entry): entry is [string, string] => entry[1] !== undefined)) };
};
