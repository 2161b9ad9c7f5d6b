import type { Funding, ItemCode } from '../item/item.ts';
import type { NormPack } from '../norm.ts';
import type { RoomKind } from '../school.ts';

/** Registers that people keep beside the roster; every row is an append-only version, money in whole đồng, days YYYY-MM-DD. */

/** A machine or thing in the asset book (sổ tài sản). */
export interface Asset {
  readonly assetCode: string;
  readonly schoolCode: string;
  readonly name: string | null;
  readonly item: ItemCode | null;
  /** What it is found by among the machines, the first that fits. */
  readonly deviceId: string | null;
  readonly serial: string | null;
  readonly hostname: string | null;
  readonly purchaseYear: number | null;
  readonly purchasedOn: string | null;
  readonly costDong: number | null;
  readonly funding: Funding | null;
  /** Whose it is: only the school's own and what was given to it may move. */
  readonly holder: 'school' | 'donated' | 'leased' | 'private' | null;
  readonly isRestricted: boolean | null;
  readonly hardwareFaults: number | null;
  readonly repairCostDong: number | null;
  readonly writtenOffOn: string | null;
}

export interface Price {
  readonly item: ItemCode;
  readonly unitPriceDong: number;
  /** Rent for one year, where it can be rented. */
  readonly leasePerYearDong: number | null;
  readonly isVatIncluded: boolean | null;
  readonly pricedOn: string;
  readonly source: string;
  /** `reference`: shipped with the product, never a price that somebody stands for. */
  readonly kind: 'reference' | 'given';
}

/** Money of one owner and programme for a year; it never crosses owners. */
export interface Budget {
  readonly owner: string;
  readonly programme: string | null;
  readonly year: number | null;
  readonly amountDong: number;
  readonly funding: Funding | null;
}

/** Things that no agent sees or counts for sure, declared: projectors, access points, printers of the network. */
export interface Equipment {
  readonly schoolCode: string;
  readonly siteCode: string | null;
  readonly item: ItemCode;
  readonly quantity: number;
  /** Null: nobody said. */
  readonly working: number | null;
}

export interface Site {
  readonly schoolCode: string;
  /** Null is the main site. */
  readonly siteCode: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly hasElectricity: boolean | null;
  readonly address: string | null;
}

/** Weight of a school under `priorityFirst`, percent: 150 for a disadvantaged commune. */
export interface Priority {
  readonly schoolCode: string;
  readonly weightPercent: number;
  readonly reason: string | null;
}

/** A rule that is a paper: regulations, plans, assigned persons. Null school: the unit itself. */
export interface ChecklistEntry {
  readonly schoolCode: string | null;
  readonly document: string;
  readonly number: string | null;
  readonly issuedOn: string | null;
}

/** A code that a school had before (renamed, merged): its history is found under the new one. */
export interface SchoolAlias {
  readonly oldCode: string;
  readonly schoolCode: string;
  readonly validFrom: string;
  /** Number of the decision. */
  readonly basis: string | null;
}

/** What an owner's printed forms carry at their head and foot; a null owner is the default of all. */
export interface PrintHeader {
  readonly owner: string | null;
  /** Cơ quan chủ quản and đơn vị, as printed. */
  readonly authority: string | null;
  readonly unit: string | null;
  /** Địa danh before the date. */
  readonly place: string | null;
  /** Căn cứ, in their order. */
  readonly legalBases: readonly string[];
  /** Titles over the signatures; empty: Người lập biểu, Kế toán, Thủ trưởng đơn vị. */
  readonly signatures: readonly string[];
}

export interface SnapshotRoom {
  readonly schoolCode: string;
  readonly room: string;
  readonly siteCode: string | null;
  readonly kind: RoomKind | null;
  readonly seats: number | null;
}

/** A line of the register with what was measured of it up to the snapshot. */
export interface SnapshotLine {
  readonly lineId: string;
  readonly schoolCode: string;
  readonly siteCode: string | null;
  readonly isp: string | null;
  readonly medium: string | null;
  readonly duty: string | null;
  readonly contractDownMbps: number | null;
  readonly measuredDownMbps: number | null;
  readonly availabilityPercent: number | null;
  readonly monthlyCostDong: number | null;
}

/** Antivirus and other licences that a school holds. */
export interface SnapshotLicence {
  readonly schoolCode: string;
  readonly product: string;
  readonly seats: number;
  readonly expiresOn: string | null;
}

/** A report due: who sends it to whom by which day of each school year. */
export interface Deadline {
  readonly report:
    | 'plan'
    | 'training'
    | 'mid-year'
    | 'end-year'
    | 'statistics-start'
    | 'statistics-end'
    | 'index';
  readonly from: 'school' | 'commune' | 'province' | 'direct-unit';
  readonly to: 'commune' | 'province' | 'ministry';
  /** MM-DD. */
  readonly dueOn: string;
  /** MM-DD of the data; null where the letter names none. */
  readonly asAtOn: string | null;
  readonly source: string;
}

/** What happened in a school over the school year so far: for reports, never for needs. */
export interface SchoolYearFacts {
  readonly schoolCode: string;
  readonly findingsOpened: number;
  readonly findingsFixed: number;
  readonly findingsOpen: number;
  readonly medianFixDays: number | null;
  readonly lineOutages: number;
  readonly lineOutageMinutes: number;
  /** Share of checks that reached the shared services, percent. */
  readonly servicesReachablePercent: number | null;
}

/** Days on which schools are closed, as the province or a school authority announced them, both ends included. */
export interface Closure {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly source: string | null;
}

/** What a supplier handed over of a purchase: one machine by its code or serial, or a number of one item. */
export interface Delivered {
  readonly lot: string;
  readonly schoolCode: string;
  readonly item: ItemCode;
  readonly assetCode: string | null;
  readonly serial: string | null;
  readonly quantity: number;
  readonly deliveredOn: string | null;
}

export interface Registers {
  readonly sites: readonly Site[];
  readonly assets: readonly Asset[];
  readonly equipment: readonly Equipment[];
  readonly prices: readonly Price[];
  readonly budgets: readonly Budget[];
  readonly priorities: readonly Priority[];
  readonly checklist: readonly ChecklistEntry[];
  readonly aliases: readonly SchoolAlias[];
  readonly deadlines: readonly Deadline[];
  readonly headers: readonly PrintHeader[];
  readonly normPacks: readonly NormPack[];
}
