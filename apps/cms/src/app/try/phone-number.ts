/** A number that belongs to nobody (no country has the code 999), of ten digits of chance. */
export const newPhone = (): string => `999${[...crypto.getRandomValues(new Uint8Array(10))].map((byte) => byte % 10).join('')}`;

const keyOf = (agent: string): string => `tandem.try.${agent}`;

/** The phone that this tab has in hand for the agent. A browser that keeps nothing gives a new one. */
export const phoneOf = (agent: string): string => {
  const kept = read(agent);
  return kept !== undefined && /^999\d{10}$/.test(kept) ? kept : keepPhone(agent, newPhone());
};

export const keepPhone = (agent: string, phone: string): string => {
  try {
    sessionStorage.setItem(keyOf(agent), phone);
  } catch {
    // without it the phone is in hand until the page is left
  }
  return phone;
};

const read = (agent: string): string | undefined => {
  try {
    return sessionStorage.getItem(keyOf(agent)) ?? undefined;
  } catch {
    return undefined;
  }
};
