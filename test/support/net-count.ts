import type { NetNamespace } from './net-namespace.ts';

/**
 * Counts in the router what each machine begins beyond it, other than its session with the broker: TCP connections by their SYN,
 * questions by UDP, pings. To be laid before the machines start.
 */
export function countConnections(
  router: NetNamespace,
  machines: number,
  mqttPort: number,
): () => readonly number[] {
  router.run('nft', 'add', 'table', 'ip', 'count');
  router.run('nft', 'add chain ip count begun { type filter hook forward priority 0 ; }');
  router.run('nft', `add rule ip count begun tcp dport ${mqttPort} accept`);
  for (let machine = 0; machine < machines; machine += 1)
    router.run('nft', `add rule ip count begun ip saddr 192.168.1.${11 + machine} ct state new counter`);
  return () => {
    const listed = router.run('nft', 'list', 'chain', 'ip', 'count', 'begun');
    return [...listed.matchAll(/counter packets (\d+)/g)].map(([, packets]) => Number(packets));
  };
}
