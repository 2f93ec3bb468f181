import { join } from 'node:path';
import { startProgram, profiledInto, programs, type Program } from '../load/program.js';
import type { LoadScene } from '../load/scene.js';

/** What is measured beside each other; `tandem` is the build that `npm start` runs, its workers paused. */
export const contenderNames = ['node:http', 'Fastify', 'Nest on Fastify', 'node:http + append', 'Tandem'] as const;
export type ContenderName = (typeof contenderNames)[number];

export type Contenders = Readonly<Record<ContenderName, Program>>;

const floor = (name: string): string => join(import.meta.dirname, 'floors', `${name}.js`);

/** All of them at once, each a process; only one has work at a time. */
export const startContenders = async ({ data }: LoadScene, profile: string): Promise<Contenders> => ({
  'node:http': await startProgram({ file: floor('node-http') }),
  Fastify: await startProgram({ file: floor('fastify') }),
  'Nest on Fastify': await startProgram({ file: floor('nest') }),
  'node:http + append': await startProgram({ file: floor('node-http-append') }),
  Tandem: await startProgram({
    file: programs.server, nodeFlags: profiledInto(profile), environment: { TANDEM_DATA: data, TANDEM_PORT: '0', TANDEM_ROLES: 'http' },
  }),
});
