/**
 * Whether what is written into a folder now outlives a restart. `absent`: nothing that freezes was found. `unknown` without
 * a product: not even that could be looked up.
 */
export type Freeze =
  | { readonly state: 'absent' }
  | { readonly state: 'frozen' | 'thawed'; readonly product: string }
  | { readonly state: 'unknown'; readonly product: string | null };
