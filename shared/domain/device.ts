/** What a computer is for. `unknown` is listed and never silently counted. */
export const roles = ['student', 'teacher', 'office', 'department', 'server', 'unknown'] as const;
export type Role = (typeof roles)[number];

export const deviceStates = ['pending', 'approved', 'broken', 'in-repair', 'stored', 'retired'] as const;
export type DeviceState = (typeof deviceStates)[number];

/** Derived from connection and last report, in school days; never stored as truth. */
export const presences = ['online', 'quiet', 'silent', 'missing'] as const;
export type Presence = (typeof presences)[number];

export const antivirusStates = ['on', 'outdated', 'snoozed', 'expired', 'off', 'unknown'] as const;
export type AntivirusState = (typeof antivirusStates)[number];

export const schoolLevels = ['MN', 'TH', 'THCS', 'THPT', 'GDTX'] as const;
export type SchoolLevel = (typeof schoolLevels)[number];

export const userRoles = ['technician', 'planner', 'school-officer', 'auditor', 'admin'] as const;
export type UserRole = (typeof userRoles)[number];

/** What is true of a machine beside its facts, and may become a finding: stored with since when. */
export const deviceConditions = ['weak-identity', 'frozen', 'clock-wrong', 'clone', 'shared-key'] as const;
export type DeviceCondition = (typeof deviceConditions)[number];

/** Why two ids may be one machine: hardware in common that proves too little, the same seat, or the same host name. */
export const proposalReasons = ['hardware', 'seat', 'hostname'] as const;
export type ProposalReason = (typeof proposalReasons)[number];

/** `withdrawn`: by the broker, when what it rested on turned out to name no machine. */
export const proposalStates = ['open', 'accepted', 'rejected', 'undone', 'withdrawn'] as const;
export type ProposalState = (typeof proposalStates)[number];

/** How sure a timestamp is: tied to the broker's clock, the device's claim, or neither. */
export const timeQualities = ['anchored', 'claimed', 'unknown'] as const;
export type TimeQuality = (typeof timeQualities)[number];

/** Org levels are data of any depth; these are the kinds that the product itself treats specially. */
export const unitKinds = ['province', 'area', 'commune', 'school', 'site', 'room'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** Roles whose machines belong to one person: presence per day only, no address, hashed host name by default. */
export const personalRoles: readonly Role[] = ['teacher', 'office'];
