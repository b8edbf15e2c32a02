"""What durable execution does to code: replays, memoised results, interrupts."""
