"""What malls push of orders under numbers of their own: payments, refunds and shipments."""
