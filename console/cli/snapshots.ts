import type { Command as Parser } from 'commander';
import type { ParseRun } from './parser.ts';

export type SnapshotCommand = { readonly kind: 'snapshot-list' };

/** `snapshot list|create|show|confirm|dispute|close`. */
export function addSnapshots(_program: Parser, _run: ParseRun): void {}
