/** Where webhooks go, and what the verification GET must be answered for. */
export type Callback = { url: string; verifyToken: string };

/** What one tells the simulator of a number; numbers of one app, or of one WhatsApp Business Account (WABA), share those. */
export type NumberSettings = {
  phoneNumberId: string;
  displayPhoneNumber: string;
  name: string;
  wabaId: string;
  appId: string;
  appSecret: string;
  accessToken: string;
  /** Shown beside the number on the phone, for instance the agent's version. */
  label?: string;
  /** The app's callback, taken as verified. Left out, the app keeps the one it has. */
  callbackUrl?: string;
  verifyToken?: string;
  /** Fields the app is subscribed to; left out, every field is sent. */
  fields?: string[];
  /** False: the app is not (yet) subscribed to the WABA, so no webhook is sent. */
  subscribed?: boolean;
};

export type NumberAccount = {
  phoneNumberId: string;
  displayPhoneNumber: string;
  name: string;
  label?: string;
  wabaId: string;
  appId: string;
  accessToken: string;
  /** By app id: the callback that this app has set for this number. */
  overrides: Record<string, Callback>;
};

export type App = { appId: string; appSecret: string; callback?: Callback; fields?: string[] };

/** By app id: subscribed, perhaps with a callback of the WABA's own. */
export type Waba = { wabaId: string; apps: Record<string, { override?: Callback }> };

export type Grant = { appId: string; wabaIds: string[] };

export type AccountsSnapshot = { numbers: NumberAccount[]; apps: App[]; wabas: Waba[] };

/** Numbers, apps, WABAs and tokens, each found by its id. */
export type Accounts = ReturnType<typeof createAccounts>;

export function createAccounts() {
  const numbers = new Map<string, NumberAccount>();
  const apps = new Map<string, App>();
  const wabas = new Map<string, Waba>();
  const grants = new Map<string, Grant>();

  const upsert = (settings: NumberSettings): NumberAccount => {
    const { phoneNumberId, displayPhoneNumber, name, label, wabaId, appId, accessToken } = settings;
    apps.set(appId, mergedApp(apps.get(appId), settings));
    const waba: Waba = wabas.get(wabaId) ?? { wabaId, apps: {} };
    if (settings.subscribed === false) delete waba.apps[appId];
    else waba.apps[appId] ??= {};
    wabas.set(wabaId, waba);
    const overrides = numbers.get(phoneNumberId)?.overrides ?? {};
    const number = { phoneNumberId, displayPhoneNumber, name, ...(label ? { label } : {}), wabaId, appId, accessToken, overrides };
    numbers.set(phoneNumberId, number);
    grants.clear();
    return number;
  };

  /** The app whose token this is, and the WABAs that it may see; undefined for a token that nobody has. */
  const grant = (token: string): Grant | undefined => {
    const known = grants.get(token) ?? findGrant(token);
    if (known) grants.set(token, known);
    return known;
  };

  const findGrant = (token: string): Grant | undefined => {
    const held = [...numbers.values()].filter((number) => number.accessToken === token);
    if (held[0]) return { appId: held[0].appId, wabaIds: [...new Set(held.map(({ wabaId }) => wabaId))] };
    const app = [...apps.values()].find(({ appId, appSecret }) => `${appId}|${appSecret}` === token);
    return app && { appId: app.appId, wabaIds: [] };
  };

  return {
    numbers, apps, wabas, upsert, grant,
    snapshot: (): AccountsSnapshot => ({ numbers: [...numbers.values()], apps: [...apps.values()], wabas: [...wabas.values()] }),
    restore: (kept: AccountsSnapshot) => {
      for (const number of kept.numbers) numbers.set(number.phoneNumberId, number);
      for (const app of kept.apps) apps.set(app.appId, app);
      for (const waba of kept.wabas) wabas.set(waba.wabaId, waba);
    },
    clear: () => [numbers, apps, wabas, grants].forEach((map) => map.clear()),
  };
}

function mergedApp(known: App | undefined, settings: NumberSettings): App {
  const { appId, appSecret, callbackUrl, verifyToken, fields } = settings;
  const callback = callbackUrl ? { url: callbackUrl, verifyToken: verifyToken ?? '' } : known?.callback;
  return { appId, appSecret, ...(callback ? { callback } : {}), ...(fields ?? known?.fields ? { fields: fields ?? known?.fields } : {}) };
}

/** Fields that an override may take; all others go to the app's own callback (webhooks/override, 28 Jun 2026). */
const overridable = new Set([
  'messages', 'message_echoes', 'calls', 'consumer_profile', 'messaging_handovers', 'group_lifecycle_update', 'group_participants_update',
  'group_settings_update', 'group_status_update', 'smb_message_echoes', 'smb_app_state_sync', 'history', 'account_settings_update',
]);

export type Target = { url: string; appSecret: string };

/** Every subscribed app's address for a field of a number: the number's override, else the WABA's, else the app's callback. */
export function targetsOf(accounts: Accounts, number: NumberAccount, field: string): Target[] {
  const subscribed = accounts.wabas.get(number.wabaId)?.apps ?? {};
  return Object.entries(subscribed).flatMap(([appId, { override }]) => {
    const app = accounts.apps.get(appId);
    if (!app || (app.fields && !app.fields.includes(field))) return [];
    const own = overridable.has(field) ? (number.overrides[appId] ?? override) : undefined;
    const url = (own ?? app.callback)?.url;
    return url ? [{ url, appSecret: app.appSecret }] : [];
  });
}
