import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';

/** What a command takes in one piece, too. */
const maxLength = 8_000_000;
/** At once: some 64 MB. */
const maxUploads = 4;
const keptMs = 600_000;

type Upload = { readonly of: number; readonly pieces: string[]; length: number; at: number };
type Part = { readonly index: number; readonly of: number };

/** Lists that arrive in pieces: a few at a time, each bounded, forgotten when the next piece does not come. */
export function createPieces(clock: Clock) {
  const uploads = new Map<string, Upload>();
  return {
    /** The whole text, or null while pieces are missing. Errors: SD-VALUE for a piece out of order or too much. */
    take: (id: string, piece: string, part: Part | undefined): Result<string | null, AppError> => {
      if (part === undefined) return ok(piece);
      forgetOld(uploads, clock.now());
      if (part.index === 0) begin(uploads, id, { of: part.of, pieces: [], length: 0, at: clock.now() });
      const upload = uploads.get(id);
      const isNext = upload?.of === part.of && upload.pieces.length === part.index;
      if (upload === undefined || !isNext || upload.length + piece.length > maxLength) {
        uploads.delete(id);
        return wrongValue('part', 'out-of-order');
      }
      upload.pieces.push(piece);
      upload.length += piece.length;
      upload.at = clock.now();
      if (upload.pieces.length < upload.of) return ok(null);
      uploads.delete(id);
      return ok(upload.pieces.join(''));
    },
  };
}

function forgetOld(uploads: Map<string, Upload>, nowMs: number): void {
  for (const [id, { at }] of uploads) if (nowMs - at > keptMs) uploads.delete(id);
}

/** The one that was begun first gives way; its next piece is refused, and it is begun again. */
function begin(uploads: Map<string, Upload>, id: string, upload: Upload): void {
  uploads.delete(id);
  const [oldest] = uploads.keys();
  if (uploads.size >= maxUploads && oldest !== undefined) uploads.delete(oldest);
  uploads.set(id, upload);
}
