export type Role = 'owner' | 'contributor' | 'auditor';

/** Who is signed in. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** The seat ends then. */
  readonly until?: number;
  /** Goes back in the header `X-Tandem-Csrf` with every change. */
  readonly csrf: string;
}

export interface SignIn {
  readonly email: string;
  readonly password: string;
}

/** Takes a one-time link: the first owner's, or an invitation. */
export interface TakeInvitation {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** One's own name and address; another address needs the password too. */
export interface SaveProfile {
  readonly name: string;
  readonly email: string;
  readonly current?: string;
}

/** A link that an owner makes for an operator, shown once: `<server>/password#<token>`. */
export interface PasswordLink {
  readonly link: string;
  readonly expiresAt: number;
}

/** `token` stands behind `#` in the link. */
export interface ResetPassword {
  readonly token: string;
  readonly password: string;
}

export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly until?: number;
  readonly joinedAt: number;
  readonly removed: boolean;
}

export interface NewInvitation {
  readonly role: Role;
  /** Seat's end, e.g. an auditor's. */
  readonly until?: number;
}

/** `link` is shown once: `<server>/join#<token>`; what stands behind `#` is the token of `TakeInvitation`. */
export interface Invitation {
  readonly id: string;
  readonly role: Role;
  /** Seat's end. */
  readonly until?: number;
  readonly expiresAt: number;
  readonly link?: string;
}

export interface NewApiToken {
  readonly name: string;
  readonly role: Role;
  readonly until: number;
}

/** `token` is shown once. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly until: number;
  readonly createdAt: number;
  readonly lastFour: string;
  readonly token?: string;
}
