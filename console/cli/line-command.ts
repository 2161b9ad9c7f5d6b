import type { QueryParams } from '../../shared/contract/query.ts';
import type { OutageCause } from '../../shared/domain/outage.ts';

/** Local calendar days, YYYY-MM-DD, both included. */
export type Days = { readonly from?: string; readonly until?: string };

export const reportFormats = ['text', 'html', 'csv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What a command line asks for of lines, incidents, services and the daily digest. */
export type LineCommand =
  | { readonly kind: 'lines'; readonly schoolCode: string | undefined }
  | { readonly kind: 'line-show'; readonly lineId: string }
  | { readonly kind: 'line-set'; readonly entry: QueryParams<'lineSet'> }
  | { readonly kind: 'line-remove'; readonly lineId: string }
  | { readonly kind: 'line-test'; readonly lineId: string }
  /** Without a path to stdout; a path that ends in .xlsx becomes a spreadsheet. */
  | {
      readonly kind: 'export-lines';
      readonly schoolCode: string | undefined;
      readonly path: string | undefined;
    }
  | { readonly kind: 'line-template'; readonly path: string | undefined }
  | {
      readonly kind: 'quality';
      readonly schoolCode: string | undefined;
      readonly lineId: string | undefined;
      readonly days: Days;
    }
  | {
      readonly kind: 'availability';
      readonly schoolCode: string | undefined;
      readonly by: 'line' | 'isp' | 'school';
      readonly days: Days;
    }
  | {
      readonly kind: 'outages';
      readonly schoolCode: string | undefined;
      readonly isOpen: boolean;
      readonly cause: OutageCause | undefined;
      readonly days: Days;
    }
  | { readonly kind: 'outage-show'; readonly outageId: number }
  | { readonly kind: 'services'; readonly schoolCode: string | undefined }
  | { readonly kind: 'service-set'; readonly entry: QueryParams<'serviceSet'> }
  | {
      readonly kind: 'service-retire';
      readonly service: string;
      readonly schoolCode: string | undefined;
    }
  | {
      readonly kind: 'service-remove';
      readonly service: string;
      readonly schoolCode: string | undefined;
    }
  | { readonly kind: 'readiness'; readonly where: QueryParams<'roomReadiness'> }
  | { readonly kind: 'digest-show' }
  | { readonly kind: 'digest-list' }
  | { readonly kind: 'digest-add'; readonly receiver: QueryParams<'digestAdd'> }
  | { readonly kind: 'digest-remove'; readonly id: number }
  | { readonly kind: 'digest-send'; readonly id: number }
  /** Without a path to stdout. */
  | {
      readonly kind: 'export-isp-report';
      readonly lineId: string;
      readonly days: Days;
      readonly format: ReportFormat;
      readonly path: string | undefined;
    };
