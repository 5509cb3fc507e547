"""Order reports (报单): what dealers sold, from their draft to the end."""
