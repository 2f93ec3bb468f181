import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holderOf } from '@tandem/domain';
import { drillChannels } from '../crash/drill-channel.js';
import { freePort, type Scene } from '../crash/scene.js';
import { startVictim, type Victim } from '../crash/victim.js';

/** One of the two server processes, with a data folder of its own, over all its lives. */
export interface Half {
  /** Its name in the log. */
  readonly writer: string;
  readonly port: number;
  /** Its present life. */
  life(): Victim;
  start(order?: Readonly<Record<string, string>>): void;
}

/** Two that have half of the channels each while both live. */
export const makePair = async ({ data, environment }: Scene): Promise<readonly [Half, Half]> => {
  const [one, other] = sharing();
  return [await makeHalf(one, { data, environment }), await makeHalf(other, { data, environment })];
};

const makeHalf = async (writer: string, { data, environment }: Pick<Scene, 'data' | 'environment'>): Promise<Half> => {
  const folder = join(data, writer);
  mkdirSync(folder);
  writeFileSync(join(folder, 'writer'), `${writer}\n`);
  const port = await freePort();
  let life: Victim | undefined;
  return {
    writer, port,
    life: () => {
      if (!life) throw new Error('A process of the drill was not started');
      return life;
    },
    start: (order) => {
      life = startVictim({ ...environment, TANDEM_DATA: folder, TANDEM_PORT: String(port), ...order });
    },
  };
};

const sharing = (): readonly [string, string] => {
  for (;;) {
    const [one, other] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
    const ofOne = drillChannels.filter(({ channel }) => holderOf(channel, [one, other]) === one);
    if (ofOne.length * 2 === drillChannels.length) return [one, other];
  }
};
