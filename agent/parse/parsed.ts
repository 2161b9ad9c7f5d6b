import type { Result } from '../../shared/domain/result.ts';

/** `unrecognised`: the text is not of the kind that the parser reads. */
export type Parsed<T> = Result<T, 'unrecognised'>;
