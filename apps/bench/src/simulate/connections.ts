import { HOUR, MINUTE, SECOND } from '@tandem/domain';
import type { Line } from './plan.js';
import { by, type Process } from './process.js';
import type { Provider } from './provider.js';
import type { World } from './world.js';

export interface ConnectionDeps {
  readonly process: () => Process | undefined;
  readonly provider: Provider;
}

/** What is done to a line's channel in the CMS, and to its number at the provider. */
export interface Connections {
  /** A person who gets no answer, because the server is away, tries again. */
  insist(give: (process: Process) => Promise<{ readonly kind: string }>): Promise<void>;
  setUp(process: Process): Promise<void>;
  disconnect(line: Line): void;
  changeSecret(line: Line): void;
  breakCredential(line: Line): void;
  /** Another number, under the same channel. */
  renumber(line: Line): void;
  archive(agent: string): void;
}

export const createConnections = (world: World, deps: ConnectionDeps): Connections => {
  const { lines } = world;
  const dice = world.dice('connections');
  const changing = new Set<Line['account']>();
  let saved = 0;
  let numbers = 0;

  const insist: Connections['insist'] = (give) =>
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

  /** What a person types in who knows what is by now. */
  const entered = ({ key, protocol, account, id: before, nextId: id = before, buttons }: Line): Record<string, string> => {
    const token = `access token ${(saved += 1)} of ${key}`;
    switch (protocol) {
      case 'meta-cloud':
        return {
          phoneNumberId: id, businessAccountId: '102290129340398', appId: account.id, appSecret: account.nextSecret ?? account.secret, accessToken: token,
        };
      case 'coster':
        return { accountId: account.id, divisionId: id, accessToken: token, ...(!buttons && { buttons: 'off' }) };
      case 'qontak':
        return { channelIntegrationId: id, token, resolveRooms: 'yes', perSecond: '20', ...(!buttons && { buttons: 'no' }) };
    }
  };

  const saveCredentials = (line: Line): Promise<void> => {
    const { protocol, key, account } = line;
    return insist(({ procedures }) => procedures.channels.saveCredentials(key, by(world), {
      protocol, entered: entered(line), ...(protocol !== 'meta-cloud' && { account: account.id }),
    }));
  };

  /** Coster's staff, or Qontak's _Set Endpoint_: from now on the account calls this line's address. */
  const register = async (line: Line): Promise<void> => {
    const { protocol, account, key } = line;
    if (protocol === 'meta-cloud') return;
    const keyInForce = (process: Process) => {
      const address = process.directory.byKey(key)?.state.address ?? '';
      return process.directory.byAddress(address, protocol)?.proofs[0];
    };
    await insist(async (process) => {
      const proof = keyInForce(process);
      if (!proof) return { kind: 'busy' };
      world.tell('operators', () => `${account.id} calls ${key} from now on`);
      account.callback = { line, secret: proof.secrets[0] };
      if (protocol !== 'qontak') return { kind: 'saved' };
      return process.procedures.channels.noteEndpointRegistered(key, by(world), { protocol, by: 'set-endpoint', fingerprint: proof.fingerprint });
    });
  };

  const connect = async (line: Line): Promise<void> => {
    if (line.archived) return;
    world.tell('operators', () => `${line.key} is connected`);
    await insist(({ procedures }) => procedures.channels.connect(line.key, by(world), { protocol: line.protocol, number: line.number }));
    await saveCredentials(line);
    await register(line);
  };

  /** The new secret is entered everywhere, then the provider signs with it. */
  const changeSignature = (line: Line): void => {
    const { account } = line;
    if (changing.has(account)) return;
    changing.add(account);
    account.nextSecret = `secret ${(saved += 1)} of ${account.id}`;
    const sharing = lines.filter((other) => other.account === account);
    world.tell('operators', () => `a new app secret of ${account.id}`);
    void Promise.all(sharing.map(saveCredentials)).then(() => world.after(dice.between(1, 600) * SECOND, () => {
      world.tell('operators', () => `${account.id} signs with its new secret`);
      account.secret = account.nextSecret ?? account.secret;
      changing.delete(account);
    }));
  };

  /** A new secret ends the address; the provider is told in the same step (Qontak), or when its staff come to it (Coster). */
  const changePath = async (line: Line): Promise<void> => {
    const { account } = line;
    if (changing.has(account)) return;
    changing.add(account);
    world.tell('operators', () => `a new webhook secret of ${line.key}`);
    await insist(({ procedures }) => procedures.channels.regenerateSecret(line.key, by(world)));
    const later = line.protocol === 'coster' ? dice.skewed(MINUTE, 6 * HOUR) : 1;
    world.after(later, () => void register(account.callback?.line ?? line).then(() => changing.delete(account)));
  };

  const renumber = async (line: Line): Promise<void> => {
    if (line.nextId !== undefined) return;
    const number = `+62812200${String((numbers += 1)).padStart(5, '0')}`;
    line.nextId = line.protocol === 'coster' ? line.id : `${line.id.slice(0, -2)}${String(10 + numbers)}`;
    world.tell('operators', () => `${line.key} gets another number`);
    await insist(({ procedures }) => procedures.channels.changeNumber(line.key, by(world), number));
    await saveCredentials(line);
    world.tell('operators', () => `the provider calls for the new number of ${line.key}`);
    Object.assign(line, { number, id: line.nextId });
    world.after(MINUTE, () => (line.nextId = undefined)); // what was read a moment ago is told of now
  };

  return {
    insist,
    setUp: async (process) => {
      for (const line of lines) {
        if (line.version === 'published') await process.procedures.agents.register(line.agent, by(world), line.agent);
        await connect(line);
      }
    },
    disconnect: (line) => {
      world.tell('operators', () => `${line.key} is disconnected`);
      void insist(({ procedures }) => procedures.channels.disconnect(line.key, by(world))).then(() =>
        world.after(dice.skewed(5 * SECOND, 6 * HOUR), () => void connect(line)));
    },
    changeSecret: (line) => {
      if (line.protocol === 'meta-cloud') changeSignature(line);
      else void changePath(line);
    },
    breakCredential: (line) => {
      if (deps.provider.isBroken(line)) return;
      deps.provider.breakToken(line);
      world.tell('operators', () => `the token of ${line.key} is broken`);
      world.after(dice.skewed(MINUTE, 4 * HOUR), () => {
        deps.provider.repair(line);
        world.tell('operators', () => `the token of ${line.key} is repaired`);
        void saveCredentials(line);
      });
    },
    renumber: (line) => void renumber(line),
    archive: (agent) => {
      for (const line of lines) if (line.agent === agent) line.archived = true;
      world.tell('operators', () => `${agent} is archived`);
      void insist(({ procedures }) => procedures.agents.archive(agent, by(world)));
    },
  };
};
