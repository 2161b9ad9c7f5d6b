/** A heartbeat of about 300 bytes, as an agent sends every five minutes. */
export function heartbeat(boot: string, seq: number): string {
  const facts = `{"cpuPercent":12.5,"memoryAvailableBytes":2147483648,"systemFreeBytes":53687091200,"osUptimeSeconds":86400,"gatewayReachable":true}`;
  const reading = `{"section":"usage","hash":"0123456789abcdef","facts":${facts}}`;
  return `{"v":1,"boot":"${boot}","seq":${seq},"at":${Date.now()},"up":${seq},"readings":[${reading}],"outcomes":[]}`;
}
