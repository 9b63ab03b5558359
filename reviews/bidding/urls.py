"""Addresses of reviews.bidding."""

from django.urls import path

from reviews.bidding.views import assessors, officers

urlpatterns = [
    path("bidding/<slug:code>/", officers.call_bidding, name="call-bidding"),
    path("bids/<slug:code>/", assessors.bid_list, name="bid-list"),
    path(
        "bids/<slug:code>/<slug:reference>/interest/", assessors.bid_interest, name="bid-interest"
    ),
]
