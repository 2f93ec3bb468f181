import { Injectable, computed, inject, signal } from '@angular/core';
import type { AgentVersion } from '@tandem/domain';
import type { ChannelView, CheckResult, ConnectChannel, ConnectedChannelView, Problem } from '@tandem/wire';
import { fieldWords, problemFrom } from '../api/api-problem.js';
import { Api } from '../api/api.js';
import { useWords } from '../words/language.js';
import { contested, entriesOf, marksOf, problemsIn, realEdits, saveOf, type Entries, type Form } from './entries.js';
import { Protocols } from './protocols.js';

export interface Meanwhile {
  readonly by: string;
  readonly at: number;
  /** What they have saved where we have entered something else. */
  readonly theirs: Entries;
}

/** Why what is saved is read again. */
interface Why {
  /** We have saved ourselves: that is no news. */
  readonly ours?: boolean;
  readonly sent?: Entries;
  readonly changedBy?: Problem['changed'];
}

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly error: unknown } | { readonly kind: 'loaded'; readonly view: ChannelView };

/** One configuration: what is saved, what was entered over it, and what is wrong with that. One per tab. */
@Injectable()
export class ChannelStore {
  private readonly api = inject(Api);
  private readonly protocols = inject(Protocols);
  private readonly words = useWords();
  private place: { readonly agent: string; readonly version: AgentVersion } = { agent: '', version: 'published' };

  readonly loaded = signal<Loaded>({ kind: 'loading' });
  readonly edits = signal<Entries>({});
  readonly reason = signal('');
  readonly saving = signal(false);
  readonly meanwhile = signal<Meanwhile | undefined>(undefined);
  readonly refused = signal<Problem | undefined>(undefined);
  readonly checks = signal<readonly CheckResult[]>([]);
  /** The latest change waits for a second person. */
  readonly proposed = signal(false);
  readonly version = signal<AgentVersion>('published');
  private readonly visited = signal<ReadonlySet<string>>(new Set());
  private readonly tried = signal(false);

  readonly view = computed((): ConnectedChannelView | undefined => {
    const loaded = this.loaded();
    return loaded.kind === 'loaded' && loaded.view.status !== 'none' ? loaded.view : undefined;
  });
  readonly protocol = computed(() => this.protocols.named(this.view()?.protocol ?? ''));
  readonly fields = computed(() => this.protocol()?.fields ?? []);
  readonly saved = computed((): Entries => {
    const view = this.view();
    return view ? entriesOf(view, this.fields()) : {};
  });
  readonly entries = computed((): Entries => ({ ...this.saved(), ...this.edits() }));
  readonly changed = computed(() => Object.keys(this.edits()).length > 0);
  private readonly form = computed((): Form | undefined => {
    const view = this.view();
    return view && { view, fields: this.fields(), saved: this.saved(), edits: this.edits() };
  });
  private readonly problems = computed(() => {
    const form = this.form();
    return form ? problemsIn(form) : [];
  });
  /** What is wrong, in words, by path; what is still being typed is not judged yet. */
  readonly errors = computed((): Readonly<Record<string, string | undefined>> => {
    const shown = this.problems().filter(({ path }) => this.tried() || this.visited().has(path));
    return {
      ...withPaths({ ...fieldWords(this.refused(), this.words()), ...this.holders() }, Object.keys(this.saved())),
      ...Object.fromEntries(shown.map(({ path, problem }) => [path, this.words().problems[problem]])),
    };
  });

  /** Who has what was entered, by field: a claim and its holder stand at the same place of the answer. */
  private holders(): Readonly<Record<string, string>> {
    const { fields = [], heldBy } = this.refused() ?? {};
    const { providers, versions } = this.words();
    return Object.fromEntries(fields.flatMap(({ field }, at) => {
      const holder = heldBy?.[at];
      return holder ? [[field, providers.held(holder.agentName, versions[holder.version])]] : [];
    }));
  }

  async open(place: { readonly agent: string; readonly version: AgentVersion }): Promise<void> {
    this.place = place;
    this.version.set(place.version);
    this.loaded.set({ kind: 'loading' });
    await this.reload();
  }

  /** Reads what is saved now. Entries stay; where somebody else has saved, that is said. */
  async reload(why: Why = {}): Promise<void> {
    try {
      const view = await this.api.call('GET /api/agents/:agent/channels/:version', { path: this.path() });
      // as it is now: another read may have ended meanwhile, and somebody may have typed since
      const before = this.view();
      if (before && view.status !== 'none' && view.version < before.version) return;
      if (before && view.status !== 'none' && before.protocol === view.protocol) this.rebase(before, view, why);
      else this.edits.set({});
      this.loaded.set({ kind: 'loaded', view });
    } catch (error) {
      if (!this.view()) this.loaded.set({ kind: 'failed', error });
      problemFrom(error);
    }
  }

  private rebase(before: ConnectedChannelView, view: ConnectedChannelView, { ours = false, changedBy, sent = {} }: Why): void {
    const fields = this.fields();
    // what was sent is saved; what was typed while it was under way is not
    const edits = Object.fromEntries(Object.entries(this.edits()).filter(([path, value]) => sent[path] !== value));
    const [then, now] = [marksOf(before, fields), marksOf(view, fields)];
    const paths = contested(edits, { before: then, after: now });
    const isNews = !ours && before.revision !== view.revision && Object.keys(edits).length > 0;
    if (isNews || changedBy) {
      const { by = this.words().channel.somebody, at = Date.now() } = changedBy ?? view.lastChange ?? {};
      const shown = entriesOf(view, fields);
      const isSecret = (path: string) => fields.some(({ name, secret }) => secret && path === `credentials.${name}`);
      const theirs = Object.fromEntries(paths.map((path) => [path, isSecret(path) ? this.words().channel.otherSecret : shown[path] ?? '']));
      this.meanwhile.set({ by, at, theirs });
    }
    this.edits.set(realEdits(edits, entriesOf(view, fields)));
  }

  enter(path: string, value: string | boolean): void {
    this.edits.update((edits) => realEdits({ ...edits, [path]: value }, this.saved()));
    this.refused.update((refused) => refused && { ...refused, fields: refused.fields?.filter(({ field }) => !isAbout(field, path)) });
    // an entry that is not used any more must not keep the rest from being saved
    const ask = 'settings.delayBeforeAskSeconds';
    if (path === 'settings.askUserToEndSession' && value === false && this.problems().some((problem) => problem.path === ask)) this.takeSaved(ask);
  }

  visit(path: string): void {
    if (path in this.edits()) this.visited.update((visited) => new Set([...visited, path]));
  }

  takeSaved(path: string): void {
    this.edits.update(({ [path]: _dropped, ...edits }) => edits);
    this.meanwhile.update((meanwhile) => {
      const { [path]: _settled, ...theirs } = meanwhile?.theirs ?? {};
      return meanwhile && { ...meanwhile, theirs };
    });
  }

  discard(): void {
    this.edits.set({});
    this.reason.set('');
    this.calm();
  }

  async connect(body: ConnectChannel): Promise<void> {
    await this.api.call('POST /api/agents/:agent/channels/:version/connect', { path: this.path(), body });
    await this.reload({ ours: true });
  }

  /** Answers whether everything is saved. Problems stand at their fields then. */
  async save(): Promise<boolean> {
    const form = this.form();
    this.tried.set(true);
    if (!form || this.saving() || this.problems().length > 0) return false;
    this.saving.set(true);
    this.refused.set(undefined);
    this.checks.set([]);
    try {
      const { checks, proposed } = await this.api.call('PUT /api/agents/:agent/channels/:version', {
        path: this.path(), body: saveOf(form, this.reason()), ifMatch: form.view.version,
      });
      this.proposed.set(proposed === true);
      await this.reload({ ours: true, sent: form.edits });
      if (proposed) this.discard();
      this.reason.set('');
      this.calm();
      this.checks.set((checks ?? []).filter(({ outcome }) => outcome !== 'passed'));
      return true;
    } catch (error) {
      await this.explain(problemFrom(error));
      return false;
    } finally {
      this.saving.set(false);
    }
  }

  /** A change that needs no entries. Rejects with what went wrong, after what is saved was read again. */
  async order(name: 'webhook-secret' | 'disconnect' | 'resume'): Promise<void> {
    const version = this.view()?.version;
    try {
      const answer = await this.api.call(`POST /api/agents/:agent/channels/:version/${name}`, { path: this.path(), ifMatch: version });
      this.proposed.set(answer.proposed === true);
      if ('checks' in answer) this.checks.set(answer.checks.filter(({ outcome }) => outcome !== 'passed'));
    } finally {
      await this.reload({ ours: true });
    }
  }

  /** Rejects with what went wrong; what is saved is read again where somebody else was faster. */
  async changeNumber(number: string): Promise<void> {
    try {
      const { proposed } = await this.api.call('PUT /api/agents/:agent/channels/:version/number', { path: this.path(), body: { number }, ifMatch: this.view()?.version });
      this.proposed.set(proposed === true);
    } catch (error) {
      if (problemFrom(error).code === 'ChangedMeanwhile') await this.explain(problemFrom(error));
      throw error;
    }
    await this.reload({ ours: true });
  }

  /** Rejects with what went wrong; what is saved is read again in any case: it says what the provider answered. */
  async setEndpoint(): Promise<void> {
    try {
      const { proposed } = await this.api.call('PUT /api/agents/:agent/channels/:version/endpoint', { path: this.path(), ifMatch: this.view()?.version });
      this.proposed.set(proposed === true);
    } finally {
      await this.reload({ ours: true });
    }
  }

  async changeProtocol(protocol: string): Promise<void> {
    const { proposed } = await this.api.call('PUT /api/agents/:agent/channels/:version/protocol', { path: this.path(), body: { protocol }, ifMatch: this.view()?.version });
    this.proposed.set(proposed === true);
    if (!proposed) this.discard();
    await this.reload({ ours: true });
  }

  /** Ends an older secret at once. */
  async revoke(fingerprint: string): Promise<void> {
    try {
      await this.api.call('POST /api/agents/:agent/channels/:version/webhook-secret/revoke', { path: this.path(), body: { fingerprint }, ifMatch: this.view()?.version });
    } finally {
      await this.reload({ ours: true });
    }
  }

  private async explain(problem: Problem): Promise<void> {
    if (problem.code === 'ChangedMeanwhile') await this.reload({ changedBy: problem.changed ?? { by: this.words().channel.somebody, at: Date.now(), version: 0 } });
    else this.refused.set(problem);
  }

  private calm(): void {
    this.tried.set(false);
    this.visited.set(new Set());
    this.meanwhile.set(undefined);
    this.refused.set(undefined);
    this.checks.set([]);
  }

  /** Which configuration it is, for the address of a call. */
  path(): Readonly<Record<string, string>> {
    return { ...this.place };
  }
}

/** The API may name a field with or without its part: `appSecret`, `credentials.appSecret`. */
const isAbout = (field: string, path: string): boolean => path === field || path.endsWith(`.${field}`);

const withPaths = (words: Readonly<Record<string, string>>, paths: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([field, text]) => [paths.find((path) => isAbout(field, path)) ?? field, text]));
