import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly healthcheck?: unknown;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const settings = new Set([...read('docs/settings.md').matchAll(/^\| `(TANDEM_\w+)`/gm)].map(([, name]) => name));
const simulatorSettings = new Set([...read('apps/simulator/src/main.ts').matchAll(/SIMULATOR_[A-Z]+/g)].map(([name]) => name));
const files = ['docker/compose.yaml', 'docker/compose.full.yaml'];
const composeOf = (file: string): Compose => parse(read(file), { merge: true }) as Compose;
const ours = ({ services }: Compose): [string, Service][] => Object.entries(services).filter(([, { image }]) => image === 'tandem');

describe('the image', () => {
  const dockerfile = read('docker/Dockerfile');
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  it('is built in stages, and the last one neither installs nor compiles', () => {
    expect(stages).toHaveLength(2);
    expect(last).not.toMatch(/npm (ci|install|run)|apt-get|\bgcc\b|\bmake\b/);
    expect(last).toMatch(/rm -rf \/usr\/local\/lib\/node_modules/);
  });

  it('runs as a user of no rights, with a data folder of its own and a health check', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeGreaterThan(last.indexOf('COPY'));
    expect(last).toMatch(/^VOLUME \/data$/m);
    expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/health\/ready/m);
  });

  it('sets settings that there are, on the Node the project wants', () => {
    const set = [...dockerfile.matchAll(/(TANDEM_\w+)=/g)].map(([, name]) => name);
    expect(set.filter((name) => !settings.has(name))).toEqual([]);
    const major = /"node": ">=(\d+)/.exec(read('package.json'))?.[1];
    for (const stage of stages) expect(stage).toMatch(new RegExp(`^node:${major}\\.`));
  });
});

describe.each(files)('%s', (file) => {
  const compose = composeOf(file);

  it('names settings, programs, volumes and services that there are', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      const unknown = Object.keys(service.environment ?? {}).filter((key) =>
        (key.startsWith('TANDEM_') && !settings.has(key)) || (key.startsWith('SIMULATOR_') && !simulatorSettings.has(key)));
      expect([name, unknown]).toEqual([name, []]);
      const needs = Array.isArray(service.depends_on) ? service.depends_on as string[] : Object.keys(service.depends_on ?? {});
      expect(needs.filter((other) => !(other in compose.services))).toEqual([]);
      expect((service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '').filter((volume) => !(volume in compose.volumes))).toEqual([]);
      for (const program of service.command ?? []) expect(existsSync(join(root, program.replace('/dist/', '/src/').replace(/\.js$/, '.ts')))).toBe(true);
      if (service.build) expect(existsSync(join(root, 'docker', service.build.context, service.build.dockerfile))).toBe(true);
    }
  });

  it('gives our processes a read-only root, no rights, and a volume of their own', () => {
    expect(ours(compose).length).toBeGreaterThan(1);
    for (const [, service] of ours(compose)) {
      expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
      expect(service.volumes).toHaveLength(1);
    }
    const volumes = ours(compose).flatMap(([, { volumes: some = [] }]) => some);
    expect(new Set(volumes).size).toBe(volumes.length);
  });

  it('publishes every port once, to this machine alone, and the ports that the programs listen on', () => {
    const ports = Object.values(compose.services).flatMap(({ ports: some = [] }) => some);
    expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
    for (const [name, { ports: some = [] }] of ours(compose)) for (const port of some) expect([name, port.split(':')[2]]).toEqual([name, name === 'simulator' ? '7401' : '7400']);
  });

  it('knows images by version, and builds ours once', () => {
    for (const { image } of Object.values(compose.services)) expect(image === 'tandem' || /:\d/.test(image)).toBe(true);
    expect(ours(compose).filter(([, { build }]) => build !== undefined)).toHaveLength(1);
  });
});

describe('the whole set', () => {
  it('has one worker until work is shared, and one master key for all', () => {
    const all = ours(composeOf('docker/compose.full.yaml')).filter(([name]) => name !== 'simulator').map(([, { environment }]) => environment ?? {});
    expect(all.map(({ TANDEM_ROLES }) => TANDEM_ROLES).sort()).toEqual(['http', 'http', 'worker']);
    expect(new Set(all.map(({ TANDEM_MASTER_KEY }) => TANDEM_MASTER_KEY)).size).toBe(1);
  });
});
